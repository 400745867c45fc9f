/** Masters with a fault, each made of one without it, with which it is compared. */
import { readFile, writeFile } from 'node:fs/promises';
import { cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

/** Paths; treat both files as read-only. */
export interface SpoiltMaster {
  readonly whole: string;
  readonly spoilt: string;
}

export interface SpoiltRecipe {
  readonly extension: string;
  /** ffmpeg's arguments, without an output. */
  readonly recipe: readonly string[];
  readonly spoil: Spoil;
}

/** Writes the spoilt master. */
export type Spoil = (whole: string, partial: string) => Promise<unknown>;

export async function spoiltMaster({ extension, recipe, spoil }: SpoiltRecipe): Promise<SpoiltMaster> {
  const args = [...recipe, '-fflags', '+bitexact', '-flags:v', '+bitexact', '-threads', '2'];
  const encode = (partial: string) => runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...args, partial]);
  const base = { name: 'whole', extension, recipe: [...args, extension], write: encode };
  const whole = await cachedMaster(base);
  const spoilt = await cachedMaster({
    ...{ name: 'spoilt', extension, recipe: [...base.recipe, spoil.toString()] },
    write: (partial) => spoil(whole, partial),
  });
  return { whole, spoilt };
}

/** Changes the bytes. */
export function bytes(change: (file: Buffer) => Uint8Array): Spoil {
  return async (whole, partial) => writeFile(partial, change(await readFile(whole)));
}
