/** The crowds, the fleets and the delivery that the model looks at. Pure. */
import type { CrowdAssumptions } from './audience.js';
import type { Delivery } from './demand.js';
import type { FleetAssumptions } from './fleet.js';
import type { OriginAssumptions } from './origins.js';
import type { ServiceTimes } from './service-times.js';

export const VIEWERS = [300, 3000, 30_000, 300_000, 3_000_000] as const;

const HABITS = { riseSeconds: 60, beginElsewhere: 0.1, leaveEarly: 0.6, onTheHighest: 0.5 };

/** All come for one new film. */
export const FILM: Omit<CrowdAssumptions, 'viewers'> = {
  ...HABITS,
  name: 'one film',
  assets: 1,
  zipfExponent: 1,
  assetSeconds: 7200,
};

/** All come, but for different things, of which no edge has anything: another service has failed, or the caches are empty. */
export const CATALOGUE: Omit<CrowdAssumptions, 'viewers'> = {
  ...HABITS,
  name: '200 assets',
  assets: 200,
  zipfExponent: 1,
  assetSeconds: 1800,
};

/** As in deploy/kubernetes: a test compares them. */
export const WORKERS: FleetAssumptions = {
  slotsPerWorker: 4,
  minWorkers: 2,
  maxWorkers: 200,
  pollSeconds: 15,
  startSeconds: 45,
  minStep: 8,
};

/** As in deploy/kubernetes: a test compares them. */
export const ORIGINS: OriginAssumptions = {
  minOrigins: 2,
  maxOrigins: 40,
  targetShare: 0.6,
  pollSeconds: 15,
  startSeconds: 30,
};

/** What there is for a crowd. */
export interface Capacity {
  readonly name: string;
  readonly workers: FleetAssumptions;
  readonly origins: OriginAssumptions;
}

export const AUTOSCALED: Capacity = { name: 'autoscaled', workers: WORKERS, origins: ORIGINS };

/** The same, with so many of each started before the crowd comes. */
export function preparedWith(count: number): Capacity {
  return {
    name: `with ${count} workers and ${count} origins ready`,
    workers: { ...WORKERS, minWorkers: count },
    origins: { ...ORIGINS, minOrigins: count },
  };
}

/** What one edge sends at most, in bytes per second: 60% of 40 Gbit/s. */
const EDGE_BYTES = 3e9;
const MIN_EDGES = 2;
/** From a worker that is done to the edge, in seconds: the round trip that the fleet may add at most at the median. */
export const DELIVERY_SECONDS = 0.025;
/** The initial rendition of a session of which nothing is known. */
const STARTING = '480p';

/** As many edges as send what viewers watch who are all there at once. */
export function deliveryOf(viewers: number, { renditions }: ServiceTimes): Delivery {
  const bytes = renditions.map((each) => each.bytes);
  const edges = Math.max(MIN_EDGES, Math.ceil((viewers * Math.max(...bytes)) / EDGE_BYTES));
  return { edges, bytes, starting: renditions.findIndex(({ name }) => name === STARTING) };
}
