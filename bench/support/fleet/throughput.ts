/** What workers do when there is always enough to do, and how long requests wait when there is not. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../seeded-random.js';
import { quantile } from '../statistics.js';
import { askCold, waitOf } from './cold-requests.js';

/** So many requests wait all the time that no worker is ever idle. */
const CONCURRENT = 6;

/** Segments per second. */
export async function throughput(urls: readonly string[]): Promise<number> {
  const waiting = [...urls];
  const startedAt = performance.now();
  const client = async () => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) await askCold(url);
  };
  await Promise.all(Array.from({ length: CONCURRENT }, client));
  return (urls.length * 1000) / (performance.now() - startedAt);
}

/** How requests come: as those of players who play, one after each segment's time; or independent of each other (Poisson). */
export type Arrivals = 'steady' | 'random';

/** The 95th percentile of what requests wait beside the work for them, in milliseconds, if so many come per second. */
export async function waitAt(
  perSecond: number,
  urls: readonly string[],
  arrivals: Arrivals,
): Promise<number> {
  const random = seededRandom(51);
  const waits: Promise<number>[] = [];
  let due = performance.now();
  for (const url of urls) {
    await sleep(Math.max(0, due - performance.now()));
    waits.push(askCold(url).then(waitOf));
    const share = arrivals === 'steady' ? 1 : -Math.log(1 - random.uniform());
    due += (share * 1000) / perSecond;
  }
  return quantile(
    (await Promise.all(waits)).sort((a, b) => a - b),
    0.95,
  );
}
