/** Where a video track is cut into segments. */
import { MAX_SEGMENTS } from '../limits.js';
import { durationUnsupported } from '../refusals.js';
import type { VideoTrack } from '../track.js';
import { AAC_FRAME_SAMPLES, LOWEST_AUDIO_RATE } from './audio-frames.js';
import { firstAtOrAfter, nearest, type Sorted } from './sorted-search.js';

/** How far from the length aimed at a segment may end, as a share of it, to end on one of the master's sync samples. */
export const SHORTEST = 0.5;
export const LONGEST = 1.25;
/** Every segment has at least one whole AAC frame of every rendition, however its boundaries are rounded. */
const MIN_SECONDS = (2 * AAC_FRAME_SAMPLES) / LOWEST_AUDIO_RATE;

export interface VideoCut {
  /** In ticks of the track; the first is 0, the last the end of the last picture. */
  readonly boundaries: number[];
  /** Frames of segment n: [firstFrames[n], firstFrames[n + 1]). */
  readonly firstFrames: number[];
}

/**
 * Cuts in whole frames. Each cut goes to the sync sample nearest to the length aimed at, if one is near enough: then
 * nothing is decoded in vain and the segment's samples can be passed through; else to the nearest frame, so that no
 * segment of more than one frame is longer than LONGEST times that length.
 * @param presentationEnd when the last track ends, in ticks.
 * @param targetAt length to aim at of a segment, in ticks.
 * @param usualTarget length of all but the first segments, in ticks.
 * @throws OnplayError `master_duration_unsupported` for more than `MAX_SEGMENTS`.
 */
export function cutVideo(
  video: VideoTrack,
  presentationEnd: number,
  targetAt: (segment: number) => number,
  usualTarget: number,
): VideoCut {
  const cutter = new Cutter(video, presentationEnd, usualTarget);
  const firstFrames = [0];
  const boundaries = [0];
  for (let frame = 0; frame < cutter.frames.length; ) {
    if (firstFrames.length > MAX_SEGMENTS) throw durationUnsupported();
    frame = cutter.next(frame, boundaries.at(-1)!, targetAt(firstFrames.length - 1));
    firstFrames.push(frame);
    boundaries.push(frame < cutter.frames.length ? cutter.frames.timeAt(frame) : video.end);
  }
  return { boundaries, firstFrames };
}

class Cutter {
  /** Frames in presentation order. */
  readonly frames: Sorted;
  /** Those of them that are sync samples. */
  readonly #syncFrames: Uint32Array;
  readonly #syncs: Sorted;
  readonly #minLength: number;

  constructor(
    private readonly video: VideoTrack,
    private readonly presentationEnd: number,
    private readonly usualTarget: number,
  ) {
    const { frames, samples, timescale } = video;
    this.frames = { length: frames.length, timeAt: (frame) => samples.times[frames[frame]!]! };
    this.#syncFrames = syncFramesOf(video);
    this.#syncs = {
      length: this.#syncFrames.length,
      timeAt: (sync) => this.frames.timeAt(this.#syncFrames[sync]!),
    };
    this.#minLength = MIN_SECONDS * timescale;
  }

  /** The frame at which the segment that begins with `frame` at `start` ends; the number of frames for the last. */
  next(frame: number, start: number, usual: number): number {
    const target = this.#aim(start, usual);
    if (target === undefined) return this.frames.length;
    const cut = this.#nearSync(frame, start, target) ?? this.#otherCut(frame, start, target);
    const isTooNearTheEnd =
      cut < this.frames.length && this.video.end - this.frames.timeAt(cut) < this.#minLength;
    return isTooNearTheEnd ? this.frames.length : cut;
  }

  /** The length to aim at from `start` on; undefined when all pictures that are left make one segment. */
  #aim(start: number, target: number): number | undefined {
    const rest = this.presentationEnd - start;
    if (rest <= target * LONGEST) return undefined;
    if (this.video.end - start > target * LONGEST) return target;
    const tail = this.presentationEnd - this.video.end;
    const canBeDrawnOut = rest <= this.usualTarget * LONGEST;
    // What would become too long with its tail is halved, where that is too short to stand alone.
    return canBeDrawnOut || tail >= this.usualTarget * SHORTEST ? undefined : rest / 2;
  }

  #nearSync(frame: number, start: number, target: number): number | undefined {
    const sync = nearest(this.#syncs, start + target);
    const cut = sync === undefined ? 0 : this.#syncFrames[sync]!;
    if (cut <= frame) return undefined;
    const length = this.frames.timeAt(cut) - start;
    return length >= target * SHORTEST && length <= target * LONGEST ? cut : undefined;
  }

  #otherCut(frame: number, start: number, target: number): number {
    if (this.video.orderUnknown) return this.#nextSync(frame, start + target * SHORTEST);
    let cut = nearest(this.frames, start + target) ?? 0;
    if (this.frames.timeAt(cut) - start > target * LONGEST) cut--;
    cut = Math.max(cut, frame + 1);
    while (cut < this.frames.length && this.frames.timeAt(cut) - start < this.#minLength) cut++;
    return cut;
  }

  /** The first sync sample after `frame` that is not before `time`. */
  #nextSync(frame: number, time: number): number {
    const sync = firstAtOrAfter(this.#syncs, Math.max(time, this.frames.timeAt(frame) + 1));
    return this.#syncFrames[sync] ?? this.frames.length;
  }
}

function syncFramesOf({ frames, samples }: VideoTrack): Uint32Array {
  // Of a day of pictures there are millions.
  const found = new Uint32Array(frames.length);
  let count = 0;
  for (let frame = 0; frame < frames.length; frame++)
    if (samples.sync[frames[frame]!] === 1) found[count++] = frame;
  return found.slice(0, count);
}
