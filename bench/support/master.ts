/** The masters for the benches. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { cachedFile } from '../../test/support/cached-file.js';
import { loadCorpus } from '../../test/support/corpus.js';
import { FFMPEG } from './machine.js';

export interface BenchMaster {
  /** Short, for tables: `sintel-720p24`. */
  readonly name: string;
  readonly path: string;
}

const FOLDER = join(tmpdir(), 'onplay-bench');
const SINTEL = 'long/sintel_trailer_720p24.mp4';

/**
 * The file named on the command line; else the real master, if the directory of real masters exists, and a made one.
 * Made masters are stored for the next run.
 */
export async function benchMasters(args: readonly string[]): Promise<readonly BenchMaster[]> {
  const [file] = args;
  if (file !== undefined) return [{ name: 'given', path: file }];
  const sintel = realMaster();
  return [...(sintel ? [sintel] : []), await madeMaster(120)];
}

/** The Sintel trailer, 52 s of 720p24 with irregular keyframes; undefined if it is missing. */
export function realMaster(): BenchMaster | undefined {
  const path = loadCorpus()?.find((entry) => entry.file === SINTEL)?.path;
  return path !== undefined && existsSync(path) ? { name: 'sintel-720p24', path } : undefined;
}

/** A made 1080p30 master of the given length, with a keyframe every two seconds. */
export async function madeMaster(seconds: number): Promise<BenchMaster> {
  const path = await cachedFile(join(FOLDER, `made-1080p30-${seconds}s.mp4`), async (partial) => {
    process.stderr.write(`encoding a master of ${seconds} s, once\n`);
    const inputs = [`testsrc2=s=1920x1080:r=30:d=${seconds}`, `sine=f=330:r=48000:d=${seconds}`];
    runFfmpeg([
      ...inputs.flatMap((input) => ['-f', 'lavfi', '-i', input]),
      ...['-c:v', 'libx264', '-preset', 'superfast', '-g', '60', '-pix_fmt', 'yuv420p'],
      ...['-c:a', 'aac', '-ac', '2', '-f', 'mp4', partial],
    ]);
  });
  return { name: 'made-1080p30', path };
}

/** The file name for a master in a server's directory, so that it is the asset `master`. */
export function asAsset({ path }: BenchMaster): string {
  return `master${extname(path)}`;
}

/** Runs ffmpeg and blocks until it ends. @throws Error with its standard error. */
export function runFfmpeg(args: readonly string[]): void {
  const { status, stderr } = spawnSync(FFMPEG, ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`ffmpeg failed: ${stderr.slice(-1000)}`);
}
