/** The best throughput of plain ffmpeg processes on this machine, in media seconds per second. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { FFMPEG } from './machine.js';
import { encoderSettings, USUAL_THREADS } from './plain-command.js';

export interface RawOptions {
  readonly file: string;
  readonly height: number;
  /** How much each process transcodes, from the start of the file. */
  readonly seconds: number;
  /** Numbers of processes to try, each with each number of threads; all sensible ones unless given. */
  readonly processes?: readonly number[];
  readonly threads?: readonly string[];
}

export interface RawThroughput {
  /** Media seconds per second. */
  readonly rate: number;
  readonly processes: number;
  readonly threads: string;
  /** Repeats the best run and returns its rate. */
  again(): Promise<number>;
}

/** Runs every combination once and returns the best. */
export async function rawThroughput(options: RawOptions): Promise<RawThroughput> {
  const { processes = upToTwiceTheCores(), threads = ['1', USUAL_THREADS] } = options;
  const all: RawThroughput[] = [];
  for (const count of processes) {
    for (const each of threads) {
      const again = () => rateOf(options, count, each);
      all.push({ rate: await again(), processes: count, threads: each, again });
    }
  }
  return all.reduce((best, one) => (one.rate > best.rate ? one : best));
}

function upToTwiceTheCores(): number[] {
  return Array.from({ length: 2 * availableParallelism() }, (_, i) => i + 1);
}

async function rateOf(options: RawOptions, processes: number, threads: string): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: processes }, () => transcode(options, threads)));
  return (processes * options.seconds * 1000) / (performance.now() - startedAt);
}

function transcode({ file, height, seconds }: RawOptions, threads: string): Promise<void> {
  const child = spawn(
    FFMPEG,
    [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', '-t', String(seconds), '-i', file],
      ...['-map', '0:v:0', '-map', '0:a:0', '-vf', `scale=-2:${height}`, ...encoderSettings(height, threads)],
      ...['-c:a', 'aac', '-ac', '2', '-b:a', '128k'],
      ...['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', '/dev/null'],
    ],
    { stdio: 'ignore' },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the plain command exited with ${code}`)),
    );
  });
}
