import { createHash } from 'node:crypto';
import { readPresentation } from '../test/support/hls-client.js';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench } from './support/bench.js';
import { copyMaster } from './support/copied-masters.js';
import { type Crowd, startCrowd } from './support/crowd.js';
import { type BenchMaster, madeMaster, realMaster } from './support/master.js';
import { quantile, ratiosOf, spreadOf } from './support/statistics.js';
import { idle, metricOf } from './support/timing.js';

const VIEWERS = 1000;
const HEIGHT = 480;
/** One per pair; no two adjacent, so that none was prefetched. */
const SEGMENTS = [3, 5, 7, 9, 11];
const QUICK_PAIRS = 1;
const ENCODES_GOAL = 1;
const GOAL = 1.2;

const herd: Bench = {
  name: 'herd',
  question:
    'a thousand viewers who request one cold segment at the same moment, over connections that are already open: how many encodes it takes, and the 99th percentile of their waits against that of a single viewer for the same seconds, equally cold',
  goal: `${ENCODES_GOAL} encode; at most ${GOAL}`,
  run: async ({ quick, args: [file], progress }) => {
    const master =
      file === undefined ? (realMaster() ?? (await madeMaster(120))) : { name: 'given', path: file };
    const crowd = startCrowd();
    try {
      const { encodes, herds, alone } = await measure(
        master,
        crowd,
        quick ? QUICK_PAIRS : SEGMENTS.length,
        progress,
      );
      const p99 = herds.map((milliseconds) => quantile(milliseconds, 0.99));
      const ratio = spreadOf(ratiosOf(p99, alone)).median;
      const most = Math.max(...encodes);
      return {
        comparisons: [
          { name: `${master.name} ${HEIGHT}p, p99`, unit: 'ms', other: 'alone', onplay: p99, theirs: alone },
        ],
        figures: [
          { name: 'encodes for a herd', unit: 'encodes', values: encodes },
          { name: 'first of a herd', unit: 'ms', values: herds.map((waits) => waits[0] ?? Number.NaN) },
          { name: 'median of a herd', unit: 'ms', values: herds.map((waits) => quantile(waits, 0.5)) },
        ],
        goalMet: most === ENCODES_GOAL && ratio <= GOAL,
        summary: `herd encodes ${most} p99 ${ratio.toFixed(1)}`,
      };
    } finally {
      await crowd.stop();
    }
  },
};

export default herd;

interface Measured {
  /** Video encodes of the segment itself, for each herd. */
  readonly encodes: number[];
  /** Waits of each herd, in milliseconds, ascending. */
  readonly herds: (readonly number[])[];
  /** Wait of each single viewer, in milliseconds. */
  readonly alone: number[];
}

/** Both sides of a pair request the same seconds, each from its own copy of the master. */
async function measure(
  master: BenchMaster,
  crowd: Crowd,
  pairs: number,
  progress: (line: string) => void,
): Promise<Measured> {
  const copies = await copyMaster(master, 2);
  const origin = await startOrigin({ folder: copies.folder });
  try {
    const [forHerd = [], forOne = []] = await Promise.all(
      copies.assets.map((asset) => segmentsOf(origin, asset)),
    );
    const measured: Measured = { encodes: [], herds: [], alone: [] };
    for (const [pair, segment] of SEGMENTS.slice(0, pairs).entries()) {
      progress(`segment ${segment}`);
      const sides = [
        () => ask(origin, crowd, forHerd[segment]!, VIEWERS),
        () => ask(origin, crowd, forOne[segment]!, 1),
      ];
      const first = pair % 2;
      const answers = [];
      answers[first] = await sides[first]!();
      answers[1 - first] = await sides[1 - first]!();
      const [many, one] = answers;
      measured.herds.push(many!.milliseconds);
      measured.alone.push(one!.milliseconds[0]!);
      // Prefetched segments are encoded too, equally many for one viewer as for a herd.
      measured.encodes.push(many!.encodes - (one!.encodes - 1));
    }
    return measured;
  } finally {
    await origin.stop();
    await copies.remove();
  }
}

/** The segment URLs, with the index and the init segment already cached. */
async function segmentsOf(origin: Origin, asset: string): Promise<readonly string[]> {
  const { variants } = await readPresentation(origin, asset);
  const variant = variants.find(({ height }) => height === HEIGHT);
  if (!variant) throw new Error(`the master has no ${HEIGHT}p rung`);
  await fetch(variant.init);
  return variant.segments;
}

async function ask(origin: Origin, crowd: Crowd, url: string, viewers: number) {
  await idle(origin);
  const before = await videoEncodes(origin);
  const { milliseconds, digest } = await crowd.ask(url, viewers);
  await idle(origin);
  const encodes = (await videoEncodes(origin)) - before;
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  if (createHash('sha256').update(bytes).digest('hex') !== digest) throw new Error('the cached bytes differ');
  await idle(origin);
  return { milliseconds, encodes };
}

function videoEncodes(origin: Origin): Promise<number> {
  return metricOf(origin, /^onplay_encodes_total\{.*kind="video"/);
}
