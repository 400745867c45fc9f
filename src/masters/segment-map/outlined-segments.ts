/** Which segments of a film need nothing but its outline. */
import { type AudioTrack, frameTime } from '../../tracks/index.js';
import type { Outline } from '../master-index.js';
import type { SegmentMap } from './segment-map.js';

/** Known beyond the end of a segment: decoders need a few frames more than are presented. */
const MARGIN_SECONDS = 1;
/** Samples of audio lie closer together than this; where they don't, the others were not read. */
const GAP_SECONDS = 1;

/** The number of segments, from the first on, of which the outline knows all samples. */
export function outlinedSegments({ video, audio, headFrames }: Outline, map: SegmentMap): number {
  if (!video || headFrames === 0 || headFrames >= video.frames.length) return 0;
  const ends = [frameTime(video, headFrames) / video.timescale, ...audio.map(headEnd)];
  const end = (Math.min(...ends) - MARGIN_SECONDS) * map.timescale;
  const count = map.boundaries.findIndex((boundary) => boundary > end);
  return Math.min(map.videoCount, Math.max(0, count < 0 ? map.count : count - 1));
}

/** When the first samples end that follow one another, in seconds. */
function headEnd({ samples: { times, count }, timescale }: AudioTrack): number {
  let last = 0;
  while (last + 1 < count && times[last + 1]! - times[last]! < GAP_SECONDS * timescale) last += 1;
  return times[last]! / timescale;
}
