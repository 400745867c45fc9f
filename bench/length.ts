import { readFileSync } from 'node:fs';
import { readPresentation, type VariantUrls } from '../test/support/hls-client.js';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench, Comparison, Figure } from './support/bench.js';
import { madeMinutes } from './support/made-minutes.js';
import { asAsset } from './support/master.js';
import { ratiosOf, spreadOf } from './support/statistics.js';
import { idle, timed } from './support/timing.js';

const LONG_MINUTES = 240;
const HEIGHT = 360;
/** Positions within the minute, in seconds; two segments apart, so that none was prefetched. */
const PLACES = [6, 14, 22, 30, 38, 46, 54];
const QUICK_PAIRS = 3;
const GOAL = 1.05;

const length: Bench = {
  name: 'length',
  question:
    'a cold segment in the middle of a master of four hours, against the same video in a master of one minute; and the memory of a server after serving each',
  goal: `at most ${GOAL}`,
  run: async ({ quick, progress }) => {
    progress('a master of four hours and one of a minute');
    const long = await serve(LONG_MINUTES);
    const short = await serve(1);
    try {
      const places = quick ? PLACES.slice(0, QUICK_PAIRS) : PLACES;
      const comparison = await compare(long, short, places);
      const ratio = spreadOf(ratiosOf(comparison.onplay, comparison.theirs)).median;
      return {
        comparisons: [comparison],
        figures: [...memoryOf(long, 'four hours'), ...memoryOf(short, 'one minute')],
        goalMet: ratio <= GOAL,
        summary: `length ratio ${ratio.toFixed(2)}`,
      };
    } finally {
      await long.origin.stop();
      await short.origin.stop();
    }
  },
};

export default length;

interface Served {
  readonly origin: Origin;
  readonly variant: VariantUrls;
  readonly minutes: number;
}

/** Starts a server, with the index and the init segment already cached. */
async function serve(minutes: number): Promise<Served> {
  const master = await madeMinutes(minutes);
  const origin = await startOrigin({
    masters: { [asAsset(master)]: master.path },
    // Passed-through segments are not encoded.
    env: { ONPLAY_PASSTHROUGH: 'off' },
  });
  const { variants } = await readPresentation(origin, 'master');
  const variant = variants.find(({ height }) => height === HEIGHT)!;
  await (await fetch(variant.init)).arrayBuffer();
  return { origin, variant, minutes };
}

/** The side that goes first alternates from pair to pair. */
async function compare(long: Served, short: Served, places: readonly number[]): Promise<Comparison> {
  const onplay: number[] = [];
  const theirs: number[] = [];
  for (const [pair, place] of places.entries()) {
    const sides = [
      async () => onplay.push(await coldSegment(long, place, [long, short])),
      async () => theirs.push(await coldSegment(short, place, [long, short])),
    ];
    for (const side of pair % 2 === 0 ? sides : sides.reverse()) await side();
  }
  const name = `${LONG_MINUTES / 60} hours, ${HEIGHT}p`;
  return { name, unit: 'ms', other: 'one minute', onplay, theirs };
}

async function coldSegment(
  { variant, minutes }: Served,
  place: number,
  servers: readonly Served[],
): Promise<number> {
  for (const { origin } of servers) await idle(origin);
  const url = variant.segments[segmentAt(variant.durations, Math.floor(minutes / 2) * 60 + place)]!;
  return timed(async () => {
    const response = await fetch(url);
    await response.arrayBuffer();
    if (response.headers.get('Cache-Status') !== 'onplay; fwd=miss')
      throw new Error('the segment was not cold');
  });
}

/** The number of the segment that contains this second. */
function segmentAt(durations: readonly number[], second: number): number {
  let end = 0;
  return durations.findIndex((seconds) => {
    end += seconds;
    return second < end;
  });
}

/** Memory of the server process, from Linux's /proc; empty on other systems. */
function memoryOf({ origin }: Served, name: string): Figure[] {
  const fields = { VmRSS: 'memory now', VmHWM: 'most memory' };
  let status: string;
  try {
    status = readFileSync(`/proc/${origin.process.pid}/status`, 'utf8');
  } catch {
    return [];
  }
  return Object.entries(fields).map(([field, words]) => {
    const kibibytes = Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
    return { name: `${words}, ${name}`, unit: 'MiB', values: [kibibytes / 1024] };
  });
}
