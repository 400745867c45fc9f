/** The cache of generated masters: produced once per checkout, shared by all test files and all runs in it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFile } from './cached-file.js';
import { runToolOrFail } from './ffmpeg.js';

/** `node_modules/.cache` is where tools store what they can regenerate. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/test-masters', import.meta.url));

export interface CachedMaster {
  /** For human readers. */
  readonly name: string;
  readonly extension: string;
  /** Everything that determines its bytes, except ffmpeg's version. */
  readonly recipe: readonly (string | Uint8Array)[];
  /** Writes it to the path it is given. */
  readonly write: (partial: string) => Promise<unknown>;
}

/** Produces the master if it is not cached, and returns its path; treat it as read-only. */
export async function cachedMaster({ name, extension, recipe, write }: CachedMaster): Promise<string> {
  const hash = createHash('sha256').update(await ffmpegVersion());
  for (const part of recipe) hash.update('\n').update(part);
  const file = `${name}-${hash.digest('hex').slice(0, 16)}.${extension}`;
  return cachedFile(join(FOLDER, file), write);
}

let version: Promise<string> | undefined;

/** Part of the key: another ffmpeg produces other bytes. */
function ffmpegVersion(): Promise<string> {
  version ??= runToolOrFail('ffmpeg', ['-version']).then((words) => words.toString());
  return version;
}
