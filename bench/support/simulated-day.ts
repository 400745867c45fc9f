/** What a just-in-time server encodes and caches for a day of views. Pure. */
import type { Day, View } from './catalogue.js';
import { type CacheLimits, ModelledCache } from './modelled-cache.js';

/** The cost of a rendition per second of media. */
export interface RenditionCost {
  readonly name: string;
  /** Seconds of processor time. */
  readonly processor: number;
  readonly bytes: number;
}

export interface ServerCosts {
  /** Lowest first. */
  readonly video: readonly RenditionCost[];
  readonly audio: RenditionCost;
  /** Seconds of processor time for the first session of an asset: its index, parameter sets, manifests. */
  readonly opening: number;
  /** Bytes of an asset's index per second of its duration. */
  readonly indexBytes: number;
  /** Index in `video` of the initial rendition of a session. */
  readonly starting: number;
}

export interface SimulatedDay {
  readonly processorSeconds: number;
  /** The peak size of the cache, plus the indexes of all opened assets. */
  readonly storedBytes: number;
  /** Seconds of media watched by all viewers, and encoded for them. */
  readonly watchedSeconds: number;
  readonly encodedSeconds: number;
  readonly openedAssets: number;
}

/** The segments of every asset: two short ones, then long ones. */
const SHORT = { count: 2, seconds: 2 };
const LONG_SECONDS = 4;
/** How far ahead a player buffers. */
const BUFFER_SECONDS = 30;
/** After this many segments, a player switches to what its network allows. */
const STARTING_SEGMENTS = 2;
const MAX_SEGMENTS = 4096;
const MAX_RENDITIONS = 16;
const AUDIO = MAX_RENDITIONS - 1;
const OPENING = MAX_RENDITIONS - 2;

interface Request {
  readonly at: number;
  readonly asset: number;
  /** Index in the ladder, or one of the two above. */
  readonly rendition: number;
  readonly segment: number;
}

/** Sends all requests through the cache; encodes what is missing, and prefetches the next segment. */
export function simulateDay(day: Day, costs: ServerCosts, limits: CacheLimits): SimulatedDay {
  const cache = new ModelledCache(limits);
  const opened = new Set<number>();
  let processorSeconds = 0;
  let encodedSeconds = 0;
  const encode = ({ at, asset, rendition }: Request, segment: number) => {
    const seconds = secondsOf(segment, day.durations[asset]!);
    const cost = rendition === AUDIO ? costs.audio : costs.video[rendition];
    processorSeconds += cost ? cost.processor * seconds : costs.opening;
    if (cost && rendition !== AUDIO) encodedSeconds += seconds;
    cache.add(keyOf(asset, rendition, segment), cost ? cost.bytes * seconds : 0, at);
  };
  for (const request of requestsOf(day, costs.starting)) {
    const { at, asset, rendition, segment } = request;
    opened.add(asset);
    if (!cache.request(keyOf(asset, rendition, segment), at)) encode(request, segment);
    const next = segment + 1;
    const isSegment = rendition !== OPENING && startOf(next) < day.durations[asset]!;
    if (isSegment && !cache.has(keyOf(asset, rendition, next), at)) encode(request, next);
  }
  return {
    processorSeconds,
    encodedSeconds,
    storedBytes:
      cache.peakBytes + [...opened].reduce((sum, asset) => sum + day.durations[asset]! * costs.indexBytes, 0),
    watchedSeconds: day.views.reduce((sum, { seconds }) => sum + seconds, 0),
    openedAssets: opened.size,
  };
}

/** The requests of all views, in order of time. */
function requestsOf({ durations, views }: Day, starting: number): Request[] {
  const requests = views.flatMap((view) => requestsOfView(view, durations[view.asset]!, starting));
  return requests.sort((a, b) => a.at - b.at);
}

/** A segment is fetched once it starts within the buffer ahead of the playhead, even if the viewer leaves before it plays. */
function requestsOfView(view: View, duration: number, starting: number): Request[] {
  const { asset, startedAt, seconds, rendition } = view;
  const requests: Request[] = [{ at: startedAt, asset, rendition: OPENING, segment: 0 }];
  const end = Math.min(duration, seconds + BUFFER_SECONDS);
  for (let segment = 0; startOf(segment) < end && segment < MAX_SEGMENTS; segment++) {
    const at = startedAt + Math.max(0, startOf(segment) - BUFFER_SECONDS);
    const video = segment < STARTING_SEGMENTS ? starting : rendition;
    requests.push({ at, asset, rendition: video, segment }, { at, asset, rendition: AUDIO, segment });
  }
  return requests;
}

function startOf(segment: number): number {
  return segment < SHORT.count
    ? segment * SHORT.seconds
    : SHORT.count * SHORT.seconds + (segment - SHORT.count) * LONG_SECONDS;
}

function secondsOf(segment: number, duration: number): number {
  return Math.max(0, Math.min(duration, startOf(segment + 1)) - startOf(segment));
}

function keyOf(asset: number, rendition: number, segment: number): number {
  return (asset * MAX_RENDITIONS + rendition) * MAX_SEGMENTS + segment;
}
