/** When each segment of a rendition begins and how long it is. */
import type { Asset, Rendition } from '../assets/index.js';
import { AAC_FRAME_SAMPLES, audioFrameBoundaries, type SegmentMap } from '../masters/index.js';
import type { TimelineSegment } from '../packager/index.js';

/** The segment boundaries of a rendition; one object for all renditions of an asset with the same boundaries. */
export interface Timeline {
  /** In ticks of `timescaleOf`: segment n covers [boundaries[n], boundaries[n + 1]). */
  readonly boundaries: Float64Array;
  /** Durations of the segments in seconds. */
  readonly seconds: Float64Array;
}

/** Lives as long as the asset, whose index is many times larger. */
const timelines = new WeakMap<SegmentMap, Map<string, Timeline>>();

/** The timescale of a rendition, in ticks per second: of its video track, or the audio sample rate. */
export function timescaleOf(rendition: Rendition): number {
  return rendition.kind === 'video' ? rendition.timescale : rendition.sampleRate;
}

/** The timeline of a rendition; the same object for renditions with the same boundaries. */
export function timelineOf(asset: Asset, rendition: Rendition): Timeline {
  const ofAsset = timelines.get(asset.map) ?? new Map<string, Timeline>();
  timelines.set(asset.map, ofAsset);
  const key = `${rendition.kind} ${timescaleOf(rendition)}`;
  const timeline = ofAsset.get(key) ?? computeTimeline(asset, rendition);
  ofAsset.set(key, timeline);
  return timeline;
}

/** Earliest presentation time and duration of each segment, in ticks of `timescaleOf`, whether it was produced or not. */
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
