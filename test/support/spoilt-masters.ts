/** Masters with a fault, each made of one without it, with which it is compared. */
import { readFile, writeFile } from 'node:fs/promises';
import { type CachedMaster, cachedMaster } from './cached-master.js';
import { runToolOrFail } from './ffmpeg.js';

/** Paths; treat both files as read-only. */
export interface SpoiltMaster {
  readonly whole: string;
  readonly spoilt: string;
}

/** How a master is spoilt that lies at the path. */
export type Spoil = (whole: string) => Promise<Pick<CachedMaster, 'recipe' | 'write'>>;

/** ffmpeg's names of the containers. */
const FORMATS = {
  ...{ mp4: 'mp4', mov: 'mov', mkv: 'matroska', webm: 'webm', ts: 'mpegts', m2ts: 'mpegts' },
  ...{ avi: 'avi', vob: 'vob', wma: 'asf', flac: 'flac', aac: 'adts', mp3: 'mp3' },
} as const;
export type Extension = keyof typeof FORMATS;

/** The output options for a container, so that the file is the same each time. */
export function repeatable(extension: Extension): string[] {
  return ['-fflags', '+bitexact', '-flags:v', '+bitexact', '-threads', '2', '-f', FORMATS[extension]];
}

/** @param recipe ffmpeg's arguments, without an output. */
export async function spoiltMaster(
  extension: Extension,
  recipe: readonly string[],
  spoil: Spoil,
): Promise<SpoiltMaster> {
  const args = ['-v', 'error', '-y', ...recipe, ...repeatable(extension)];
  const write = (partial: string) => runToolOrFail('ffmpeg', [...args, partial]);
  const whole = await cachedMaster({ name: 'whole', extension, recipe: args, write });
  return { whole, spoilt: await cachedMaster({ name: 'spoilt', extension, ...(await spoil(whole)) }) };
}

/** Changes the bytes. */
export function bytes(change: (file: Buffer) => Uint8Array): Spoil {
  return async (whole) => {
    const changed = change(await readFile(whole));
    return { recipe: [changed], write: (partial) => writeFile(partial, changed) };
  };
}
