/** The encodes that a demand causes: each segment once, however many viewers and edges ask for it. Pure. */
import { seededRandom } from '../seeded-random.js';
import type { Demand } from './demand.js';
import type { EncodeJob } from './fleet.js';
import { partsOf, secondsOf } from './media-time.js';
import type { ServiceTimes } from './service-times.js';

/** In order of the time from which they can run: when they are requested, and their asset has been opened. */
export function encodeJobs(demand: Demand, times: ServiceTimes, seed: number): EncodeJob[] {
  const random = seededRandom(seed);
  const { keys, requestedAt, neededAt } = demand;
  const openAt = assetsOpenAt(demand, times.opening);
  const jobs: EncodeJob[] = [];
  for (let key = 0; key < keys.count; key++) {
    if (requestedAt[key] === Number.POSITIVE_INFINITY) continue;
    const at = Math.max(requestedAt[key]!, openAt[keys.assetOf(key)]!);
    const segment = keys.segmentOf(key);
    const parts = partsOf(segment);
    const usual = (times.renditions[keys.renditionOf(key)]!.processor * secondsOf(segment)) / parts;
    for (let part = 0; part < parts; part++) {
      const spread = times.spread[Math.floor(random.uniform() * times.spread.length)] ?? 1;
      jobs.push({ key, parts, at, dueAt: neededAt[key]!, seconds: usual * spread });
    }
  }
  return jobs.sort((a, b) => a.at - b.at);
}

/** When the segments of each asset can be encoded; `Infinity` for one that is not asked for. */
function assetsOpenAt({ keys, requestedAt }: Demand, opening: number): Float64Array {
  const openAt = new Float64Array(keys.assetOf(keys.count - 1) + 1).fill(Number.POSITIVE_INFINITY);
  for (let key = 0; key < keys.count; key++) {
    const asset = keys.assetOf(key);
    openAt[asset] = Math.min(openAt[asset]!, requestedAt[key]! + opening);
  }
  return openAt;
}
