/** What a day of views makes a just-in-time server encode and keep. Pure. */
import type { Day, View } from './catalogue.js';
import { type CacheLimits, ModelledCache } from './modelled-cache.js';

/** What a rendition costs for each second of media. */
export interface RenditionCost {
  readonly name: string;
  /** Seconds of processor time. */
  readonly processor: number;
  readonly bytes: number;
}

export interface ServerCosts {
  /** The lowest first. */
  readonly video: readonly RenditionCost[];
  readonly audio: RenditionCost;
  /** Seconds of processor time for the first session of an asset: its index, parameter sets, manifests. */
  readonly opening: number;
  /** Of the index of an asset, for each second of its duration. */
  readonly indexBytes: number;
  /** Place in `video` of the rendition that sessions start with. */
  readonly starting: number;
}

export interface SimulatedDay {
  readonly processorSeconds: number;
  /** The most that its cache held, and the indexes of all assets that were opened. */
  readonly keptBytes: number;
  /** Of media, over all viewers, and how much of what they fetched was encoded for it. */
  readonly watchedSeconds: number;
  readonly encodedSeconds: number;
  readonly openedAssets: number;
}

/** The cut of every asset: two short segments, then long ones. */
const SHORT = { count: 2, seconds: 2 };
const LONG_SECONDS = 4;
/** What a player has loaded ahead of the picture. */
const BUFFER_SECONDS = 30;
/** Switched to what the network allows after so many segments. */
const STARTING_SEGMENTS = 2;
const MOST_SEGMENTS = 4096;
const MOST_RENDITIONS = 16;
const AUDIO = MOST_RENDITIONS - 1;
const OPENING = MOST_RENDITIONS - 2;

interface Request {
  readonly at: number;
  readonly asset: number;
  /** Place in the ladder, or one of the two above. */
  readonly rendition: number;
  readonly segment: number;
}

/** One after the other through the cache; what is not there is encoded, and the segment after it is read ahead. */
export function simulateDay(day: Day, costs: ServerCosts, limits: CacheLimits): SimulatedDay {
  const cache = new ModelledCache(limits);
  const opened = new Set<number>();
  let processorSeconds = 0;
  let encodedSeconds = 0;
  const make = ({ at, asset, rendition }: Request, segment: number) => {
    const seconds = secondsOf(segment, day.durations[asset]!);
    const cost = rendition === AUDIO ? costs.audio : costs.video[rendition];
    processorSeconds += cost ? cost.processor * seconds : costs.opening;
    if (cost && rendition !== AUDIO) encodedSeconds += seconds;
    cache.add(keyOf(asset, rendition, segment), cost ? cost.bytes * seconds : 0, at);
  };
  for (const request of requestsOf(day, costs.starting)) {
    const { at, asset, rendition, segment } = request;
    opened.add(asset);
    if (!cache.ask(keyOf(asset, rendition, segment), at)) make(request, segment);
    const next = segment + 1;
    const isSegment = rendition !== OPENING && startOf(next) < day.durations[asset]!;
    if (isSegment && !cache.has(keyOf(asset, rendition, next), at)) make(request, next);
  }
  return {
    processorSeconds,
    encodedSeconds,
    keptBytes:
      cache.peakBytes + [...opened].reduce((sum, asset) => sum + day.durations[asset]! * costs.indexBytes, 0),
    watchedSeconds: day.views.reduce((sum, { seconds }) => sum + seconds, 0),
    openedAssets: opened.size,
  };
}

/** Of all views, in the order in which the server gets them. */
function requestsOf({ durations, views }: Day, starting: number): Request[] {
  const requests = views.flatMap((view) => requestsOfView(view, durations[view.asset]!, starting));
  return requests.sort((a, b) => a.at - b.at);
}

/** A segment is fetched as soon as it starts less than a buffer after the picture; whoever leaves has fetched that. */
function requestsOfView(view: View, duration: number, starting: number): Request[] {
  const { asset, startedAt, seconds, rendition } = view;
  const requests: Request[] = [{ at: startedAt, asset, rendition: OPENING, segment: 0 }];
  const end = Math.min(duration, seconds + BUFFER_SECONDS);
  for (let segment = 0; startOf(segment) < end && segment < MOST_SEGMENTS; segment++) {
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
  return (asset * MOST_RENDITIONS + rendition) * MOST_SEGMENTS + segment;
}
