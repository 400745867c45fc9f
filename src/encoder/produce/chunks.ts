/**
 * A segment is encoded in parts, each by an encoder of its own: any number of processes may share the parts of a segment
 * and the bytes are the same. Every part starts with a keyframe.
 */
import { firstAtOrAfter, framesOf, type SegmentMap, type VideoTrack } from '../../masters/index.js';
import { PART_SLOT_SECONDS } from '../feed/feed-plan.js';
import { chunkCount } from '../ladder/chunk-count.js';
import type { VideoRendition } from '../rendition.js';

/** Frames [firstFrame, endFrame) of the track, never none. */
export interface FrameRange {
  readonly firstFrame: number;
  readonly endFrame: number;
}

/**
 * The parts of a segment in their order; they depend on nothing but the recipe. They are as long as each other as far as
 * frames allow, and where every second frame is dropped, each starts on one that is kept.
 */
export function chunksOf(
  track: VideoTrack,
  map: SegmentMap,
  segment: number,
  { keepEvery }: Pick<VideoRendition, 'keepEvery'>,
): readonly FrameRange[] {
  const [firstFrame, endFrame] = framesOf(map, segment);
  const whole = { firstFrame, endFrame };
  // Which frames lie between two times only those know whose times are their own.
  if (track.orderUnknown) return [whole];
  const starts = chunkStarts(track, map, segment, keepEvery);
  const parts = starts.map((start, part) => ({ firstFrame: start, endFrame: starts[part + 1] ?? endFrame }));
  return parts.every((part) => fitsSlot(track, part)) ? parts : [whole];
}

function chunkStarts(track: VideoTrack, map: SegmentMap, segment: number, keepEvery: number): number[] {
  const [firstFrame, endFrame] = framesOf(map, segment);
  const start = map.boundaries[segment]!;
  const length = map.boundaries[segment + 1]! - start;
  const count = chunkCount(length / map.timescale);
  const frames = { length: endFrame, timeAt: (frame: number) => timeOf(track, frame) };
  const starts = [firstFrame];
  for (let part = 1; part < count; part++) {
    const frame = firstAtOrAfter(frames, Math.floor(start + (length * part) / count));
    const kept = firstFrame + keepEvery * Math.ceil((frame - firstFrame) / keepEvery);
    if (kept > starts.at(-1)! && kept < endFrame) starts.push(kept);
  }
  return starts;
}

/** Where pictures stand still for long, one that is moved to the part before may be far from the others there. */
function fitsSlot(track: VideoTrack, { firstFrame, endFrame }: FrameRange): boolean {
  return timeOf(track, endFrame - 1) - timeOf(track, firstFrame) < PART_SLOT_SECONDS * track.timescale;
}

/** When a frame is presented, in ticks. */
export function timeOf({ samples, frames }: VideoTrack, frame: number): number {
  return samples.times[frames[frame]!]!;
}
