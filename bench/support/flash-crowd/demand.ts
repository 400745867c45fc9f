/** What a crowd behind edges asks of the origins: which segments, when, and how often. Pure. */
import { type Audience, audienceOf, type CrowdAssumptions } from './audience.js';
import { requestDelay, secondsOf, segmentAt, startOf } from './media-time.js';
import { EdgeCaches, type SegmentKeys, segmentKeys } from './segment-keys.js';

/** The model runs this long, in seconds. */
export const HORIZON_SECONDS = 600;
/** After this many segments, a player switches from the initial rendition to what its network allows. */
const STARTING_SEGMENTS = 2;

export interface Delivery {
  readonly edges: number;
  /** Bytes per second of media, by rendition. */
  readonly bytes: readonly number[];
  /** Index of the initial rendition of a session. */
  readonly starting: number;
}

export interface Demand {
  readonly audience: Audience;
  readonly keys: SegmentKeys;
  /** When a segment is first requested, by key, in seconds; `Infinity` where it never is. */
  readonly requestedAt: Float64Array;
  /** When the first viewer has played all that comes before it. */
  readonly neededAt: Float64Array;
  /** By second: sessions that begin, segments that edges fetch, their bytes, and the bytes that viewers get. */
  readonly sessions: Float64Array;
  readonly fetches: Float64Array;
  readonly fetchedBytes: Float64Array;
  readonly viewerBytes: Float64Array;
}

/**
 * Lets every viewer request every segment that it plays. When it does, does not depend on how soon the ones before were
 * answered, so that no crowd is made smaller by slow answers.
 */
export function demandOf(crowd: CrowdAssumptions, delivery: Delivery, seed: number): Demand {
  const { edges, bytes } = delivery;
  const audience = audienceOf(crowd, bytes.length, seed);
  const segments = segmentAt(crowd.assetSeconds) + 1;
  const keys = segmentKeys({ assets: crowd.assets, renditions: bytes.length, segments });
  const demand = emptyDemand(audience, keys);
  const caches = new EdgeCaches(keys.count, edges);
  for (let viewer = 0; viewer < crowd.viewers; viewer++) {
    const arrivedAt = audience.arrivedAt[viewer]!;
    if (arrivedAt >= HORIZON_SECONDS) break;
    demand.sessions[Math.floor(arrivedAt)]! += 1;
    playAll(viewer, demand, delivery, caches);
  }
  return demand;
}

function emptyDemand(audience: Audience, keys: SegmentKeys): Demand {
  const never = () => new Float64Array(keys.count).fill(Number.POSITIVE_INFINITY);
  const bySecond = () => new Float64Array(HORIZON_SECONDS);
  return {
    ...{ audience, keys, requestedAt: never(), neededAt: never() },
    ...{ sessions: bySecond(), fetches: bySecond(), fetchedBytes: bySecond(), viewerBytes: bySecond() },
  };
}

/** Viewers come to the edges in turn. This is the innermost loop of the model: hundreds of millions of rounds. */
function playAll(
  viewer: number,
  demand: Demand,
  { edges, bytes, starting }: Delivery,
  caches: EdgeCaches,
): void {
  const { audience, requestedAt, neededAt, viewerBytes } = demand;
  const arrivedAt = audience.arrivedAt[viewer]!;
  const first = audience.first[viewer]!;
  const end = audience.end[viewer]!;
  const from = startOf(first);
  for (let segment = first; segment < end; segment++) {
    const ahead = startOf(segment) - from;
    const at = arrivedAt + requestDelay(ahead);
    if (at >= HORIZON_SECONDS) return;
    const rendition = renditionPlayed(audience, viewer, segment - first, starting);
    const key = demand.keys.of(audience.asset[viewer]!, rendition, segment);
    if (at < requestedAt[key]!) requestedAt[key] = at;
    if (arrivedAt + ahead < neededAt[key]!) neededAt[key] = arrivedAt + ahead;
    const second = Math.floor(at);
    const size = bytes[rendition]! * secondsOf(segment);
    viewerBytes[second]! += size;
    if (!caches.add(key, viewer % edges)) continue;
    demand.fetches[second]! += 1;
    demand.fetchedBytes[second]! += size;
  }
}

/** @param played how many segments the viewer has played. */
export function renditionPlayed(
  { rendition }: Audience,
  viewer: number,
  played: number,
  starting: number,
): number {
  return played < STARTING_SEGMENTS ? starting : rendition[viewer]!;
}
