import { setTimeout as sleep } from 'node:timers/promises';
import { readPresentation } from '../test/support/hls-client.js';
import { startOrigin } from '../test/support/origin.js';
import { viewerOptions } from './support/audience.js';
import type { Bench, BenchOptions, Figure } from './support/bench.js';
import { type BenchMaster, benchMasters, madeMaster } from './support/master.js';
import { quantile } from './support/statistics.js';
import { idle } from './support/timing.js';
import { Viewer, type ViewerRecord } from './support/viewer.js';

const GOAL_PERCENT = 98;
const SECONDS: Readonly<Record<Pace, number>> = { 'real-time pace': 60, 'filling 30 s': 30 };
const QUICK_SECONDS = 9;
const LOW_HEIGHT = 480;
/** After two segments, the server can predict what a viewer requests next. */
const FIRST_SEGMENTS = 2;

/** The buffer of a player, in seconds, below which it requests the next segment. */
const PACES = {
  /** The duration of the first segments: it requests the second while the first plays, then one per segment duration. */
  'real-time pace': 2,
  /** Like hls.js: as fast as segments arrive until the buffer is full, then one per segment duration. */
  'filling 30 s': 30,
} as const;
type Pace = keyof typeof PACES;

const steady: Bench = {
  name: 'steady',
  question:
    'one viewer of a never-played asset: the share of its segments, after the first two, that were ready when it requested them',
  goal: `at least ${GOAL_PERCENT}% at real-time pace`,
  run: async (options) => {
    const watched: Watched[] = [];
    for (const master of options.quick ? [await madeMaster(120)] : await benchMasters(options.args)) {
      watched.push(...(await watch(master, options)));
    }
    const atPace = watched.filter(({ pace }) => pace === 'real-time pace').map(({ record }) => record);
    const percent = readyPercent(atPace);
    const stalls = atPace.flatMap((record) => record.stalls).length;
    const failures = atPace.filter(({ failure, refusal }) => failure !== undefined || refusal !== undefined);
    return {
      figures: watched.flatMap(figuresOf),
      goalMet: percent >= GOAL_PERCENT && stalls === 0 && failures.length === 0,
      summary: `steady ${percent.toFixed(1)}% ready, ${stalls} stalls`,
    };
  },
};

export default steady;

interface Watched {
  readonly name: string;
  readonly pace: Pace;
  readonly record: ViewerRecord;
}

/** Each rung and pace plays on a server of its own, so that each is cold. */
async function watch(master: BenchMaster, { quick, progress }: BenchOptions): Promise<Watched[]> {
  const heights = quick ? [LOW_HEIGHT] : [LOW_HEIGHT, await topHeight(master)];
  const paces = quick ? (['real-time pace'] as const) : (Object.keys(PACES) as Pace[]);
  const watched: Watched[] = [];
  for (const height of heights) {
    for (const pace of paces) {
      const name = `${master.name} ${height}p`;
      progress(`${name}, ${pace}`);
      const record = await watchOne(master, height, PACES[pace], quick ? QUICK_SECONDS : SECONDS[pace]);
      watched.push({ name, pace, record });
    }
  }
  return watched;
}

async function watchOne(
  master: BenchMaster,
  height: number,
  bufferSeconds: number,
  seconds: number,
): Promise<ViewerRecord> {
  const origin = await startOrigin({ masters: { 'master.mp4': master.path } });
  try {
    const viewer = new Viewer({ ...viewerOptions(origin, 'master', height), bufferSeconds });
    const playing = viewer.play();
    await Promise.race([playing, sleep(seconds * 1000)]);
    viewer.leave();
    await playing;
    return viewer.record;
  } finally {
    await origin.stop();
  }
}

async function topHeight(master: BenchMaster): Promise<number> {
  const origin = await startOrigin({ masters: { 'master.mp4': master.path } });
  try {
    const { variants } = await readPresentation(origin, 'master');
    await idle(origin);
    return Math.max(...variants.map(({ height = 0 }) => height));
  } finally {
    await origin.stop();
  }
}

function figuresOf({ name, pace, record }: Watched): Figure[] {
  const ms = laterSegments(record)
    .map((request) => request.ms)
    .sort((a, b) => a - b);
  return [
    { name: `${name}, ${pace}: ready`, unit: '%', values: [readyPercent([record])] },
    { name: `${name}, ${pace}: answer, median`, unit: 'ms', values: [quantile(ms, 0.5)] },
    { name: `${name}, ${pace}: answer, slowest`, unit: 'ms', values: [quantile(ms, 1)] },
    { name: `${name}, ${pace}: stalls`, unit: '', values: [record.stalls.length] },
  ];
}

function readyPercent(records: readonly ViewerRecord[]): number {
  const requests = records.flatMap(laterSegments);
  const ready = requests.filter(({ result }) => result === 'hit' || result === 'prefetched');
  return (100 * ready.length) / requests.length;
}

function laterSegments({ requests }: ViewerRecord) {
  return requests.filter(({ segment }) => segment !== undefined && segment >= FIRST_SEGMENTS);
}
