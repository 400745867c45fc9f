/** Cuts a video track into segments. */
import {
  durationUnsupported,
  firstAtOrAfter,
  frameTime,
  MAX_SEGMENTS,
  nearest,
  onCadenceFrom,
  onCadenceUpTo,
  type Sorted,
  type VideoTrack,
} from '../../tracks/index.js';
import { MIN_SEGMENT_SECONDS } from './audio-frames.js';

/** Lengths, as shares of the target, between which a segment may end on one of the master's sync samples. */
export const SHORTEST = 0.5;
export const LONGEST = 1.25;

interface VideoCut {
  /** In ticks of the track; the first is 0, the last the end of the last frame. */
  readonly boundaries: number[];
  /** Frames of segment n: [firstFrames[n], firstFrames[n + 1]). */
  readonly firstFrames: number[];
}

/** How a track is to be cut; lengths and times in ticks of it. */
interface CutTarget {
  /** When the last track ends. */
  readonly presentationEnd: number;
  /** Target length of each segment. */
  readonly lengthAt: (segment: number) => number;
  /** Target length of all but the first segments. */
  readonly usualLength: number;
  /** Cuts are only at every so many frames of a run. */
  readonly cadence: number;
}

/**
 * Cuts between whole frames. Each cut is at the sync sample nearest to the target if one is near enough: then no frame
 * is decoded only to be discarded, and the samples can be passed through. Else it is at the nearest frame, so that no
 * segment of more than one frame is longer than LONGEST times its target.
 * @throws OnplayError `master_duration_unsupported` for more than `MAX_SEGMENTS`.
 */
export function cutVideo(video: VideoTrack, target: CutTarget): VideoCut {
  const cutter = new Cutter(video, target);
  const firstFrames = [0];
  const boundaries = [0];
  for (let frame = 0; frame < cutter.frames.length; ) {
    if (firstFrames.length > MAX_SEGMENTS) throw durationUnsupported();
    frame = cutter.next(frame, boundaries.at(-1)!, target.lengthAt(firstFrames.length - 1));
    firstFrames.push(frame);
    boundaries.push(frame < cutter.frames.length ? cutter.frames.timeAt(frame) : video.end);
  }
  return { boundaries, firstFrames };
}

class Cutter {
  /** Frames in presentation order. */
  readonly frames: Sorted;
  /** Indexes into `frames` of the sync samples. */
  readonly #syncFrames: Uint32Array;
  readonly #syncs: Sorted;
  readonly #minLength: number;

  constructor(
    private readonly video: VideoTrack,
    private readonly target: CutTarget,
  ) {
    const { frames, timescale } = video;
    this.frames = { length: frames.length, timeAt: (frame) => frameTime(video, frame) };
    this.#syncFrames = syncFramesOf(video, target.cadence);
    this.#syncs = {
      length: this.#syncFrames.length,
      timeAt: (sync) => this.frames.timeAt(this.#syncFrames[sync]!),
    };
    this.#minLength = MIN_SEGMENT_SECONDS * timescale;
  }

  /** The end, exclusive, of the segment that begins with `frame` at `start`; the number of frames for the last one. */
  next(frame: number, start: number, target: number): number {
    const length = this.#targetLength(start, target);
    if (length === undefined) return this.frames.length;
    const cut = this.#nearSync(frame, start, length) ?? this.#nearestFrame(frame, start, length);
    const isTooNearTheEnd =
      cut < this.frames.length && this.video.end - this.frames.timeAt(cut) < this.#minLength;
    return isTooNearTheEnd ? this.frames.length : cut;
  }

  /** Target length of the segment from `start` on; undefined when all remaining frames make one segment. */
  #targetLength(start: number, target: number): number | undefined {
    const { presentationEnd, usualLength } = this.target;
    const remaining = presentationEnd - start;
    if (remaining <= target * LONGEST) return undefined;
    if (this.video.end - start > target * LONGEST) return target;
    const tail = presentationEnd - this.video.end;
    const canExtend = remaining <= usualLength * LONGEST;
    // An audio tail too short for a segment of its own would make this one too long: halves what remains.
    return canExtend || tail >= usualLength * SHORTEST ? undefined : remaining / 2;
  }

  #nearSync(frame: number, start: number, target: number): number | undefined {
    const sync = nearest(this.#syncs, start + target);
    const cut = sync === undefined ? 0 : this.#syncFrames[sync]!;
    if (cut <= frame) return undefined;
    const length = this.frames.timeAt(cut) - start;
    return length >= target * SHORTEST && length <= target * LONGEST ? cut : undefined;
  }

  #nearestFrame(frame: number, start: number, target: number): number {
    if (this.video.orderUnknown) return this.#nextSync(frame, start + target * SHORTEST);
    let cut = this.#upTo(nearest(this.frames, start + target) ?? 0);
    if (this.frames.timeAt(cut) - start > target * LONGEST) cut = this.#upTo(Math.max(0, cut - 1));
    cut = Math.max(cut, this.#from(frame + 1));
    while (cut < this.frames.length && this.frames.timeAt(cut) - start < this.#minLength)
      cut = this.#from(cut + 1);
    return cut;
  }

  #upTo(frame: number): number {
    return onCadenceUpTo(this.video, this.target.cadence, frame);
  }

  #from(frame: number): number {
    return onCadenceFrom(this.video, this.target.cadence, frame);
  }

  /** The first sync sample after `frame` that is not before `time`. */
  #nextSync(frame: number, time: number): number {
    const sync = firstAtOrAfter(this.#syncs, Math.max(time, this.frames.timeAt(frame) + 1));
    return this.#syncFrames[sync] ?? this.frames.length;
  }
}

/** Those at which may be cut. */
function syncFramesOf(video: VideoTrack, cadence: number): Uint32Array {
  const { frames, samples } = video;
  // Typed, since a day of video has millions of frames.
  const found = new Uint32Array(frames.length);
  let count = 0;
  for (let frame = 0; frame < frames.length; frame++)
    if (samples.sync[frames[frame]!] === 1 && onCadenceUpTo(video, cadence, frame) === frame)
      found[count++] = frame;
  return found.slice(0, count);
}
