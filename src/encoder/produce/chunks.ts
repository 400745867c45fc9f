/**
 * Divides a segment into chunks, each encoded by its own encoder and starting with a keyframe. The bytes therefore do not
 * depend on how many processes share the chunks.
 */
import { firstAtOrAfter, framesOf, partsOf, type SegmentMap, type VideoTrack } from '../../masters/index.js';
import { CHUNK_SLOT_SECONDS } from '../feed/feed-plan.js';
import { chunkCount } from '../ladder/chunk-count.js';
import type { VideoRendition } from '../rendition.js';

/** Frames [firstFrame, endFrame) of the track in presentation order; never empty. */
export interface FrameRange {
  readonly firstFrame: number;
  readonly endFrame: number;
}

/**
 * The chunks of a segment in order, determined by the recipe alone. They are of equal length as nearly as frame times
 * allow, and each is of one part of the track; where every second frame is dropped, each chunk starts on an encoded one.
 */
export function chunksOf(
  track: VideoTrack,
  map: SegmentMap,
  segment: number,
  { keepEvery }: Pick<VideoRendition, 'keepEvery'>,
): readonly FrameRange[] {
  const [firstFrame, endFrame] = framesOf(map, segment);
  const whole = { firstFrame, endFrame };
  // Without the true times of frames there is no telling which of them lie between two times.
  if (track.orderUnknown) return [whole];
  const starts = chunkStarts(track, map, segment, keepEvery);
  const chunks = dividedAt(track, whole, starts, keepEvery);
  return chunks.every((chunk) => fitsSlot(track, chunk))
    ? chunks
    : dividedAt(track, whole, [firstFrame], keepEvery);
}

/** Divides frames at these starts, and where a part of the track begins. */
function dividedAt(
  track: VideoTrack,
  { firstFrame, endFrame }: FrameRange,
  starts: readonly number[],
  keepEvery: number,
): FrameRange[] {
  return partsOf(track).flatMap((part) => {
    const end = Math.min(part.endFrame, endFrame);
    const first = encodedFrom(Math.max(part.firstFrame, firstFrame), firstFrame, keepEvery);
    if (first >= end) return [];
    const within = [first, ...starts.filter((start) => start > first && start < end)];
    return within.map((start, chunk) => ({ firstFrame: start, endFrame: within[chunk + 1] ?? end }));
  });
}

/** The first frame from this one on that is encoded. */
function encodedFrom(frame: number, firstFrame: number, keepEvery: number): number {
  return firstFrame + keepEvery * Math.ceil((frame - firstFrame) / keepEvery);
}

function chunkStarts(track: VideoTrack, map: SegmentMap, segment: number, keepEvery: number): number[] {
  const [firstFrame, endFrame] = framesOf(map, segment);
  const start = map.boundaries[segment]!;
  const length = map.boundaries[segment + 1]! - start;
  const count = chunkCount(length / map.timescale);
  const frames = { length: endFrame, timeAt: (frame: number) => timeOf(track, frame) };
  const starts = [firstFrame];
  for (let chunk = 1; chunk < count; chunk++) {
    const frame = firstAtOrAfter(frames, Math.floor(start + (length * chunk) / count));
    const kept = encodedFrom(frame, firstFrame, keepEvery);
    if (kept > starts.at(-1)! && kept < endFrame) starts.push(kept);
  }
  return starts;
}

/**
 * False where frames last so long that a chunk exceeds its slot of the feed: starts are moved to whole frames, so a frame
 * that lasts long can stretch the chunk before.
 */
function fitsSlot(track: VideoTrack, { firstFrame, endFrame }: FrameRange): boolean {
  return timeOf(track, endFrame - 1) - timeOf(track, firstFrame) < CHUNK_SLOT_SECONDS * track.timescale;
}

/** Presentation time of a frame, in ticks. */
export function timeOf({ samples, frames }: VideoTrack, frame: number): number {
  return samples.times[frames[frame]!]!;
}
