/** Random viewers: they arrive, seek and leave, often in the middle of a request. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Origin } from '../../test/support/origin.js';
import { viewerOptions } from './audience.js';
import type { SeededRandom } from './seeded-random.js';
import { Viewer, type ViewerRecord } from './viewer.js';

export interface VisitorsOptions {
  readonly origin: Origin;
  readonly assets: readonly string[];
  readonly heights: readonly number[];
  readonly random: SeededRandom;
  readonly seconds: number;
  /** Maximum number of viewers at once. */
  readonly most: number;
}

const ARRIVAL_SECONDS = 1;
/** Some viewers leave within a second, before the first frame. */
const SHORT_VISIT = { share: 0.25, seconds: 1 } as const;
const VISIT_SECONDS = [2, 30] as const;
const BUFFER_SECONDS = [6, 30] as const;
const SEEK_SECONDS = 6;

/** Resolves with the records of all viewers when the last one has left. */
export async function receiveVisitors(options: VisitorsOptions): Promise<readonly ViewerRecord[]> {
  const { random, seconds, most } = options;
  const until = performance.now() + seconds * 1000;
  const present = new Set<Promise<void>>();
  const records: ViewerRecord[] = [];
  while (performance.now() < until) {
    if (present.size < most) {
      const visit: Promise<void> = visitOnce(options, until).then((record) => {
        records.push(record);
        present.delete(visit);
      });
      present.add(visit);
    }
    await sleep(waiting(random, ARRIVAL_SECONDS) * 1000);
  }
  await Promise.all(present);
  return records;
}

async function visitOnce(
  { origin, assets, heights, random }: VisitorsOptions,
  until: number,
): Promise<ViewerRecord> {
  const viewer = new Viewer({
    ...viewerOptions(origin, oneOf(random, assets), oneOf(random, heights)),
    bufferSeconds: between(random, ...BUFFER_SECONDS),
  });
  const short = random.uniform() < SHORT_VISIT.share;
  const seconds = short ? between(random, 0, SHORT_VISIT.seconds) : between(random, ...VISIT_SECONDS);
  const leavesAt = Math.min(until, performance.now() + seconds * 1000);
  const playing = viewer.play();
  while (performance.now() < leavesAt) {
    const waits = Math.min(waiting(random, SEEK_SECONDS) * 1000, leavesAt - performance.now());
    await Promise.race([playing, sleep(waits)]);
    if (performance.now() < leavesAt) viewer.seek(between(random, 0, viewer.durationSeconds));
    if (viewer.hasLeft) break;
  }
  viewer.leave();
  await playing;
  return viewer.record;
}

/** Uniform in [from, to). */
function between({ uniform }: SeededRandom, from: number, to: number): number {
  return from + (to - from) * uniform();
}

/** A random element, uniformly. */
function oneOf<T>({ uniform }: SeededRandom, values: readonly T[]): T {
  return values[Math.floor(uniform() * values.length)]!;
}

/** A random time to the next event of a Poisson process with this mean interval. */
function waiting({ uniform }: SeededRandom, mean: number): number {
  return -Math.log(1 - uniform()) * mean;
}
