/** Small reproducible masters, generated with the local ffmpeg when a test first needs them. */
import { readFile, writeFile } from 'node:fs/promises';
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';
import { hostileMasters } from './hostile-masters.js';
import { masterArguments, type Recipe } from './master-arguments.js';
import { recipes } from './master-recipes.js';

export type EncodedKind = keyof typeof recipes;
export type HostileKind = keyof typeof hostileMasters;
export type MasterKind = EncodedKind | HostileKind;

/** Kinds encoded by ffmpeg; all but `jpeg`, `mp3-cover` and `truncated-moov-first` are fully playable. */
export const encodedKinds = Object.keys(recipes) as EncodedKind[];
/** Kinds that are named like a master but are not one. */
export const hostileKinds = Object.keys(hostileMasters) as HostileKind[];

const generated = new Map<MasterKind, Promise<string>>();

/**
 * The path of the master of this kind. It is generated once per checkout and cached under a hash of everything that
 * determines its bytes, so treat it as read-only and copy it before changing it.
 */
export function generateMaster(kind: MasterKind): Promise<string> {
  let path = generated.get(kind);
  if (!path) {
    path = generate(kind);
    generated.set(kind, path);
  }
  return path;
}

/** Number of frames in the master, numbered from 0 as `readFrameNumber` reads them; 0 if it has no video. */
export function frameCount(kind: EncodedKind): number {
  const recipe: Recipe = recipes[kind];
  return recipe.video?.frames ?? 0;
}

async function generate(kind: MasterKind): Promise<string> {
  if (!isEncoded(kind)) {
    const contents = hostileMasters[kind];
    const write = (partial: string) => writeFile(partial, contents);
    return cachedMaster({ name: kind, extension: 'mp4', recipe: [contents], write });
  }
  const recipe: Recipe = recipes[kind];
  return cachedMaster({
    name: kind,
    extension: recipe.extension ?? recipe.container,
    recipe: [...masterArguments(recipe, ''), recipe.finish?.toString() ?? ''],
    write: (partial) => encode(recipe, partial),
  });
}

function isEncoded(kind: MasterKind): kind is EncodedKind {
  return kind in recipes;
}

async function encode(recipe: Recipe, path: string): Promise<void> {
  await runToolOrFail('ffmpeg', masterArguments(recipe, path));
  if (recipe.finish) await writeFile(path, recipe.finish(await readFile(path)));
}
