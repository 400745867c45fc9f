/**
 * Divides a segment into chunks, each encoded by its own encoder and starting with a keyframe. The bytes therefore do not
 * depend on how many processes share the chunks.
 */

import { framesOf, partsOf, type SegmentMap } from '../../../masters/index.js';
import { firstAtOrAfter, frameTime, runsWithin, type VideoTrack } from '../../../tracks/index.js';
import { CHUNK_SLOT_SECONDS } from '../../feed/feed-plan.js';
import { chunkCount } from '../../ladder/chunk-count.js';
import type { VideoRendition } from '../../rendition.js';

/** Frames [firstFrame, endFrame) of the track in presentation order; never empty. */
export interface FrameRange {
  readonly firstFrame: number;
  readonly endFrame: number;
}

/**
 * The chunks of a segment in order, determined by the recipe alone. They are of equal length as nearly as frame times
 * allow, and each is of one part and of one run of the track, whose samples are decoded by themselves; where frames are dropped,
 * each chunk starts on an encoded one.
 */
export function chunksOf(
  track: VideoTrack,
  map: SegmentMap,
  segment: number,
  { keepEvery }: Pick<VideoRendition, 'keepEvery'>,
): readonly FrameRange[] {
  const [first, end] = framesOf(map, segment);
  return runsWithin(track, { first, end }).flatMap((run) => {
    const whole = { firstFrame: run.first, endFrame: run.end };
    // Without the true times of frames there is no telling which of them lie between two times.
    if (track.orderUnknown) return [whole];
    const from = run.first === first ? map.boundaries[segment]! : frameTime(track, run.first);
    const to = run.end === end ? map.boundaries[segment + 1]! : frameTime(track, run.end);
    const starts = chunkStarts(track, whole, { from, to }, keepEvery);
    const chunks = dividedAt(track, whole, starts, keepEvery);
    return chunks.every((chunk) => fitsSlot(track, chunk))
      ? chunks
      : dividedAt(track, whole, [run.first], keepEvery);
  });
}

/** When frames are presented, in ticks. */
interface Span {
  readonly from: number;
  readonly to: number;
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

function chunkStarts(
  track: VideoTrack,
  { firstFrame, endFrame }: FrameRange,
  { from, to }: Span,
  keepEvery: number,
): number[] {
  const length = to - from;
  const count = chunkCount(length / track.timescale);
  const frames = { length: endFrame, timeAt: (frame: number) => frameTime(track, frame) };
  const starts = [firstFrame];
  for (let chunk = 1; chunk < count; chunk++) {
    const frame = firstAtOrAfter(frames, Math.floor(from + (length * chunk) / count));
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
  return frameTime(track, endFrame - 1) - frameTime(track, firstFrame) < CHUNK_SLOT_SECONDS * track.timescale;
}
