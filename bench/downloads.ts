import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench, Comparison } from './support/bench.js';
import { copyMaster } from './support/copied-masters.js';
import { FFMPEG } from './support/machine.js';
import { type BenchMaster, benchMasters } from './support/master.js';
import { encoderSettings, USUAL_THREADS } from './support/plain-command.js';
import { ratiosOf, spreadOf } from './support/statistics.js';
import { idle } from './support/timing.js';

const HEIGHT = 480;
const PAIRS = 3;
const QUICK_PAIRS = 1;
const GOAL = 1.2;

const downloads: Bench = {
  name: 'downloads',
  question:
    'a whole film that no viewer has played, as an MP4: from the request to its first byte and to its last, against the plain ffmpeg command that writes the same film with the same settings to a pipe, including process start',
  goal: `at most ${GOAL} to the last byte`,
  run: async ({ quick, args, progress }) => {
    const comparisons: Comparison[] = [];
    const ratios: number[] = [];
    for (const master of await benchMasters(args)) {
      progress(master.name);
      const { first, last } = await measure(master, quick ? QUICK_PAIRS : PAIRS);
      comparisons.push(first, last);
      ratios.push(...ratiosOf(last.onplay, last.theirs));
    }
    const { median } = spreadOf(ratios);
    return { comparisons, goalMet: median <= GOAL, summary: `downloads ratio ${median.toFixed(2)}` };
  },
};

export default downloads;

/** In milliseconds from the start. */
interface Arrival {
  readonly first: number;
  readonly last: number;
}

/** One copy of the master per pair, after one that is not measured: a freshly started server is still compiling its code. */
async function measure(master: BenchMaster, pairs: number) {
  const onplay: Arrival[] = [];
  const theirs: Arrival[] = [];
  const copies = await copyMaster(master, pairs + 1);
  const origin = await startOrigin({ folder: copies.folder });
  try {
    const [warmUp = '', ...assets] = copies.assets;
    await download(origin, warmUp);
    for (const asset of assets) {
      await idle(origin);
      onplay.push(await download(origin, asset));
      await idle(origin);
      theirs.push(await encode(copies.pathOf(asset)));
    }
  } finally {
    await origin.stop();
    await copies.remove();
  }
  const compared = (name: string, of: keyof Arrival): Comparison => ({
    ...{ name: `${master.name} ${HEIGHT}p, ${name}`, unit: 'ms', other: 'ffmpeg' },
    onplay: onplay.map((arrival) => arrival[of]),
    theirs: theirs.map((arrival) => arrival[of]),
  });
  return { first: compared('first byte', 'first'), last: compared('last byte', 'last') };
}

async function download(origin: Origin, asset: string): Promise<Arrival> {
  const startedAt = performance.now();
  const token = origin.token(asset, { download: true });
  const response = await origin.fetch(`/${asset}.mp4?token=${token}&height=${HEIGHT}`);
  if (!response.ok || !response.body) throw new Error(`${response.status} for the download`);
  return arrivalOf(response.body, startedAt);
}

async function encode(file: string): Promise<Arrival> {
  const startedAt = performance.now();
  const audio = ['-map', '0:a:0', '-c:a', 'aac', '-ac', '2', '-b:a', '128k'];
  const child = spawn(
    FFMPEG,
    [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-i', file],
      ...['-map', '0:v:0', '-vf', `scale=-2:${HEIGHT}`, ...encoderSettings(HEIGHT, USUAL_THREADS), ...audio],
      ...['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', 'pipe:1'],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const exit = once(child, 'exit');
  const arrival = await arrivalOf(child.stdout, startedAt);
  if ((await exit)[0] !== 0) throw new Error('the plain command failed');
  return arrival;
}

async function arrivalOf(body: AsyncIterable<Uint8Array>, startedAt: number): Promise<Arrival> {
  let first: number | undefined;
  for await (const _ of body) first ??= performance.now() - startedAt;
  const last = performance.now() - startedAt;
  return { first: first ?? last, last };
}
