/** Small deterministic masters, made with the local ffmpeg when a test first asks for them. */
import { readFile, writeFile } from 'node:fs/promises';
import { runToolOrFail } from './ffmpeg.js';
import { hostileMasters } from './hostile-masters.js';
import { keptMaster } from './kept-master.js';
import { masterArguments, type Recipe } from './master-arguments.js';
import { recipes } from './master-recipes.js';

export type EncodedKind = keyof typeof recipes;
export type HostileKind = keyof typeof hostileMasters;
export type MasterKind = EncodedKind | HostileKind;

/** Kinds that ffmpeg makes; most of them play, all but `jpeg`, `mp3-cover` and `truncated-moov-first` fully. */
export const encodedKinds = Object.keys(recipes) as EncodedKind[];
/** Kinds that are only named like a master. */
export const hostileKinds = Object.keys(hostileMasters) as HostileKind[];

const made = new Map<MasterKind, Promise<string>>();

/**
 * The path of the master of this kind. It is made once in a checkout and kept under a hash of everything that
 * determines it, so treat it as read-only and copy it before changing it.
 */
export function generateMaster(kind: MasterKind): Promise<string> {
  let path = made.get(kind);
  if (!path) {
    path = make(kind);
    made.set(kind, path);
  }
  return path;
}

/** How many frames the master has, numbered from 0 by `readFrameNumber`; 0 where it has no picture. */
export function frameCount(kind: EncodedKind): number {
  const recipe: Recipe = recipes[kind];
  return recipe.picture?.frames ?? 0;
}

async function make(kind: MasterKind): Promise<string> {
  if (!isEncoded(kind)) {
    const contents = hostileMasters[kind];
    const write = (partial: string) => writeFile(partial, contents);
    return keptMaster({ name: kind, extension: 'mp4', recipe: [contents], write });
  }
  const recipe: Recipe = recipes[kind];
  return keptMaster({
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
