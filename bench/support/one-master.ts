import { join } from 'node:path';
import { type BenchMaster, benchMasters, realMaster, runFfmpeg } from './master.js';

/** The file named on the command line; else the real master; else a made one. */
export async function oneMaster(args: readonly string[]): Promise<BenchMaster> {
  const real = args.length === 0 ? realMaster() : undefined;
  return real ?? (await benchMasters(args))[0]!;
}

/** Copies the first `seconds` of a master into a directory. */
export function firstSeconds({ name, path }: BenchMaster, seconds: number, folder: string): BenchMaster {
  const cut = join(folder, 'first.mp4');
  runFfmpeg(['-i', path, '-t', String(seconds), '-map', '0:v:0', '-map', '0:a?', '-c', 'copy', cut]);
  return { name, path: cut };
}
