import { readPresentation } from '../test/support/hls-client.js';
import { startOrigin } from '../test/support/origin.js';
import type { Bench, Comparison } from './support/bench.js';
import { asAsset, type BenchMaster, benchMasters } from './support/master.js';
import { encodePlainly } from './support/plain-command.js';
import { ratiosOf, spreadOf } from './support/statistics.js';
import { idle, timed } from './support/timing.js';

const HEIGHTS = [240, 480, 720];
const PAIRS = 5;
const QUICK_PAIRS = 1;
const GOAL = 1;

const cold: Bench = {
  name: 'cold',
  question:
    'a cold mid-file segment over HTTP, never encoded before but with the index warm, against the plain ffmpeg command that encodes the same seconds with the same settings from the local file, including process start',
  goal: 'at most 1.0',
  run: async ({ quick, args, progress }) => {
    const comparisons: Comparison[] = [];
    for (const master of await benchMasters(args)) {
      progress(master.name);
      comparisons.push(...(await compare(master, quick ? QUICK_PAIRS : PAIRS)));
    }
    const ratio = spreadOf(comparisons.flatMap(({ onplay, theirs }) => ratiosOf(onplay, theirs))).median;
    return { comparisons, goalMet: ratio <= GOAL, summary: `cold ratio ${ratio.toFixed(2)}` };
  },
};

export default cold;

async function compare(master: BenchMaster, pairs: number): Promise<Comparison[]> {
  const origin = await startOrigin({ masters: { [asAsset(master)]: master.path } });
  try {
    const { variants } = await readPresentation(origin, 'master');
    await idle(origin);
    const comparisons: Comparison[] = [];
    for (const height of HEIGHTS) {
      const variant = variants.find((candidate) => candidate.height === height);
      if (!variant) continue;
      await fetch(variant.init);
      const [first = '', second = ''] = variant.segments;
      for (const url of [first, second]) await bytesOf(url);
      const onplay: number[] = [];
      const theirs: number[] = [];
      for (const { segment, start, seconds } of midFileSegments(variant.durations).slice(0, pairs)) {
        await idle(origin);
        onplay.push(await timed(() => bytesOf(variant.segments[segment]!)));
        // Moving the playback elsewhere stops the prefetch at this position.
        await bytesOf(first);
        await idle(origin);
        theirs.push(await timed(() => encodePlainly({ file: master.path, height, start, seconds })));
      }
      comparisons.push({ name: `${master.name} ${height}p`, unit: 'ms', other: 'ffmpeg', onplay, theirs });
    }
    return comparisons;
  } finally {
    await origin.stop();
  }
}

/** Full-length segments, no two adjacent, so that none was prefetched. */
function midFileSegments(durations: readonly number[]) {
  let start = 0;
  const all = durations.map((seconds, segment) => {
    const at = { segment, start, seconds };
    start += seconds;
    return at;
  });
  return all.filter(({ segment, seconds }) => segment > 2 && segment % 2 === 1 && seconds > 3);
}

async function bytesOf(url: string): Promise<void> {
  const response = await fetch(url);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${response.status} for a segment`);
}
