/** When each segment of a rendition begins and how long it is. */
import { AAC_FRAME_SAMPLES, audioFrameBoundaries } from '../../masters/segment-map.js';
import type { TimelineSegment } from '../../packager/index.js';
import type { Asset, Rendition } from '../assets/asset.js';

/** In ticks of the rendition's own timescale. */
export function timescaleOf(rendition: Rendition): number {
  return rendition.kind === 'video' ? rendition.timescale : rendition.sampleRate;
}

/** The segments as they will be made: earliest presentation time and duration, in ticks of `timescaleOf`. */
export function timelineOf(asset: Asset, rendition: Rendition): readonly TimelineSegment[] {
  return segmentsBetween(boundariesOf(asset, rendition));
}

/** Lengths of the segments in seconds. */
export function segmentSeconds(asset: Asset, rendition: Rendition): Float64Array {
  const boundaries = boundariesOf(asset, rendition);
  const timescale = timescaleOf(rendition);
  return boundaries.subarray(1).map((end, i) => (end - boundaries[i]!) / timescale);
}

function boundariesOf({ index, map }: Asset, rendition: Rendition): Float64Array {
  if (rendition.kind === 'audio') {
    return audioFrameBoundaries(map, rendition.sampleRate).map((frame) => frame * AAC_FRAME_SAMPLES);
  }
  const boundaries = map.boundaries.slice(0, map.videoCount + 1);
  boundaries[0] = index.video?.start ?? 0;
  return boundaries;
}

function segmentsBetween(boundaries: Float64Array): TimelineSegment[] {
  return Array.from(boundaries.subarray(1), (end, i) => ({
    start: boundaries[i]!,
    duration: end - boundaries[i]!,
  }));
}
