/** Where generated masters are kept: made once in a checkout, and shared by all test files and all runs in it. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToolOrFail } from './ffmpeg.js';
import { keepFile } from './kept-file.js';

/** In the folder where tools keep what they can make again. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/test-masters', import.meta.url));

export interface KeptMaster {
  /** What it is called, for people. */
  readonly name: string;
  readonly extension: string;
  /** Everything that determines its bytes, ffmpeg's version aside. */
  readonly recipe: readonly (string | Uint8Array)[];
  /** Makes it under the name it is given. */
  readonly write: (partial: string) => Promise<unknown>;
}

/** The path of a master, once it is there, whoever else makes it at the same time; to be treated as read-only. */
export async function keptMaster({ name, extension, recipe, write }: KeptMaster): Promise<string> {
  const hash = createHash('sha256').update(await ffmpegVersion());
  for (const part of recipe) hash.update('\n').update(part);
  const file = `${name}-${hash.digest('hex').slice(0, 16)}.${extension}`;
  return keepFile(join(FOLDER, file), write);
}

let version: Promise<string> | undefined;

/** Another ffmpeg makes other bytes. */
function ffmpegVersion(): Promise<string> {
  version ??= runToolOrFail('ffmpeg', ['-version']).then((words) => words.toString());
  return version;
}
