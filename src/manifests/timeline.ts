/** When each segment of a rendition begins and how long it is. */
import type { Asset, Rendition } from '../assets/index.js';
import { AAC_FRAME_SAMPLES, audioFrameBoundaries, type SegmentMap } from '../masters/index.js';
import type { TimelineSegment } from '../packager/index.js';

/** How a rendition is cut; one for all renditions of an asset that are cut alike. */
export interface Timeline {
  /** In ticks of `timescaleOf`: segment n covers [boundaries[n], boundaries[n + 1]). */
  readonly boundaries: Float64Array;
  /** Lengths of the segments in seconds. */
  readonly seconds: Float64Array;
}

/** Kept as long as the asset is, whose index takes many times as much. */
const timelines = new WeakMap<SegmentMap, Map<string, Timeline>>();

/** In ticks of the rendition's own timescale. */
export function timescaleOf(rendition: Rendition): number {
  return rendition.kind === 'video' ? rendition.timescale : rendition.sampleRate;
}

/** How a rendition is cut; always the same object for renditions that are cut alike. */
export function timelineOf(asset: Asset, rendition: Rendition): Timeline {
  const ofAsset = timelines.get(asset.map) ?? new Map<string, Timeline>();
  timelines.set(asset.map, ofAsset);
  const key = `${rendition.kind} ${timescaleOf(rendition)}`;
  const timeline = ofAsset.get(key) ?? computeTimeline(asset, rendition);
  ofAsset.set(key, timeline);
  return timeline;
}

/** The segments as they will be made: earliest presentation time and duration, in ticks of `timescaleOf`. */
export function* segmentsOf({ boundaries }: Timeline): Generator<TimelineSegment> {
  for (let n = 1; n < boundaries.length; n++) {
    const start = boundaries[n - 1]!;
    yield { start, duration: boundaries[n]! - start };
  }
}

function computeTimeline(asset: Asset, rendition: Rendition): Timeline {
  const boundaries = boundariesOf(asset, rendition);
  const timescale = timescaleOf(rendition);
  const seconds = new Float64Array(Math.max(0, boundaries.length - 1));
  for (let n = 0; n < seconds.length; n++) seconds[n] = (boundaries[n + 1]! - boundaries[n]!) / timescale;
  return { boundaries, seconds };
}

function boundariesOf({ index, map }: Asset, rendition: Rendition): Float64Array {
  if (rendition.kind === 'audio') {
    return audioFrameBoundaries(map, rendition.sampleRate).map((frame) => frame * AAC_FRAME_SAMPLES);
  }
  const boundaries = map.boundaries.slice(0, map.videoCount + 1);
  boundaries[0] = index.video?.start ?? 0;
  return boundaries;
}
