import { setTimeout as sleep } from 'node:timers/promises';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench, BenchOptions, Outcome } from './support/bench.js';
import { madeMaster, realMaster } from './support/master.js';
import { seededRandom } from './support/seeded-random.js';
import { descendantsOf, holdingOf, isAlive } from './support/server-figures.js';
import {
  growthOf,
  holdingCharts,
  holdingFigures,
  type Left,
  SAMPLES_PER_POINT,
  type Sample,
  type Soaked,
  visitFigures,
} from './support/soak-figures.js';
import { idle, metricOf } from './support/timing.js';
import { receiveVisitors } from './support/visitors.js';

const SECONDS = 900;
const QUICK_SECONDS = 7;
const SEED = 20_260_101;
const VISITORS = 6;
const HEIGHTS = [240, 360, 480, 720, 1080];
/** Small, so that it is full before the warm-up is over and no longer counts as growth. */
const CACHE_BYTES = 32 * 1024 * 1024;
const WARM_UP_SHARE = 1 / 3;
/** A shorter run cannot show what is left behind. */
const CONCLUSIVE_SECONDS = 300;
const SAMPLE_MS = 1000;
/** Maximum memory growth from the warm-up to the end, as a share of the median in that time. */
const MAX_GROWTH = 0.1;
/** Allowed for masters held open and connections about to close. */
const MAX_MORE_FILES = 16;
/** Longer than a warm process waits for work before it is ended. */
const SETTLE_MS = 90_000;
const SHORT_SETTLE_MS = 1000;

const soak: Bench = {
  name: 'soak',
  question:
    'random viewers who arrive, seek and leave in the middle of requests: whether there is any error but 503, and whether processes, open files or memory are left behind',
  goal: 'no other error, nothing left behind',
  run: async (options) => {
    const outcome = await soakFor(secondsOf(options), options);
    // For scripts that run it overnight.
    if (!outcome.goalMet) process.exitCode = 1;
    return outcome;
  },
};

export default soak;

function secondsOf({ quick, args }: BenchOptions): number {
  const given = Number(args[0] ?? SECONDS);
  if (!Number.isInteger(given) || given < 1) throw new Error('expected a number of seconds');
  return quick ? QUICK_SECONDS : given;
}

async function soakFor(seconds: number, { progress }: BenchOptions): Promise<Outcome> {
  const masters = [realMaster(), await madeMaster(60), await madeMaster(120)];
  const paths = masters.flatMap((master) => master?.path ?? []);
  const origin = await startOrigin({
    masters: Object.fromEntries(paths.map((path, i) => [`asset-${i}.mp4`, path])),
    env: { ONPLAY_MEMORY_CACHE_BYTES: String(CACHE_BYTES) },
  });
  const pid = origin.process.pid ?? 0;
  const before = holdingOf(pid);
  // The spawn helper, which stays for the lifetime of the server.
  const lasting = descendantsOf(pid);
  const sampler = sample(pid, progress);
  const records = await receiveVisitors({
    ...{ origin, heights: HEIGHTS, random: seededRandom(SEED), seconds, most: VISITORS },
    assets: paths.map((_, i) => `asset-${i}`),
  }).finally(sampler.stop);
  const left = await leftBehind(origin, pid, seconds, lasting);
  const children = descendantsOf(pid);
  const exitCode = await origin.stop();
  const orphans = children.filter(isAlive).length;
  return outcomeOf({ seconds, records, samples: sampler.samples, before, left, orphans, exitCode });
}

function sample(pid: number, progress: BenchOptions['progress']) {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const timer = setInterval(() => {
    samples.push({ ...holdingOf(pid), second: (performance.now() - startedAt) / 1000 });
    const { second, mebibytes, fileDescriptors } = samples.at(-1)!;
    if (samples.length % SAMPLES_PER_POINT === 0)
      progress(`${second.toFixed(0)} s: ${mebibytes.toFixed(0)} MiB, ${fileDescriptors} files`);
  }, SAMPLE_MS);
  return { samples, stop: () => clearInterval(timer) };
}

async function leftBehind(
  origin: Origin,
  pid: number,
  seconds: number,
  lasting: readonly number[],
): Promise<Left> {
  const left = () => descendantsOf(pid).filter((each) => !lasting.includes(each)).length;
  await idle(origin);
  const until = performance.now() + (isConclusive(seconds) ? SETTLE_MS : SHORT_SETTLE_MS);
  do await sleep(SAMPLE_MS);
  while (left() > 0 && performance.now() < until);
  const ffmpegs = await metricOf(origin, /^onplay_ffmpeg_processes/);
  return { ...holdingOf(pid), ffmpegs, children: left() };
}

function isConclusive(seconds: number): boolean {
  return seconds >= CONCLUSIVE_SECONDS;
}

function outcomeOf(soaked: Soaked): Outcome {
  const { seconds, records, samples } = soaked;
  const warm = samples.filter(({ second }) => second >= seconds * WARM_UP_SHARE);
  const growth = growthOf(warm);
  const faults = faultsOf(soaked, growth);
  return {
    figures: [...visitFigures(records), ...holdingFigures(soaked, warm, growth)],
    charts: holdingCharts(samples),
    goalMet: faults.length === 0,
    summary: `soak ${seconds} s, ${records.length} viewers: ${faults.join(', ') || 'no faults'}`,
  };
}

/** After a short run, warm processes are still there, and memory has not settled. */
function faultsOf({ seconds, records, before, left, orphans, exitCode }: Soaked, growth: number): string[] {
  const long = isConclusive(seconds);
  const moreFiles = left.fileDescriptors - before.fileDescriptors;
  return [
    ...new Set(records.flatMap(({ failure }) => failure ?? [])),
    ...(orphans > 0 ? ['processes outlived the server'] : []),
    ...(long && left.ffmpegs + left.children > 0 ? ['processes left behind'] : []),
    ...(long && moreFiles > MAX_MORE_FILES ? ['files left open'] : []),
    ...(long && growth > MAX_GROWTH ? ['memory growth'] : []),
    ...(exitCode === 0 ? [] : [`the server exited with ${exitCode}`]),
  ];
}
