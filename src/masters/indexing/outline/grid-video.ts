/** Fills a track of which only some frames were read: the others are at the multiples of its rate that are left. */
import type { SampleTable, VideoTrack } from '../../../tracks/index.js';

/** The most frames that an open GOP has before its keyframe in presentation and behind it in the file. */
const MOST_LEADING = 16;

/** A track with every frame of its rate. */
interface GridVideo {
  readonly track: VideoTrack;
  /** Frames, from the first on, of which the samples are known. */
  readonly headFrames: number;
}

/**
 * Returns the track with every frame of its rate; undefined where what was read does not fit to that. The frames at the beginning are in
 * decoding order. All others are in the order of presentation and have no place in the file, and the sizes of a GOP add
 * up to what lies between its keyframe and the next, with the audio there: no less than it has.
 * @param step ticks of a frame.
 */
export function gridVideo(track: VideoTrack, step: number): GridVideo | undefined {
  const { samples, start, frames } = track;
  if (!isPlain(track) || frames.length !== samples.count) return undefined;
  const numbers = samples.times.map((time) => (time - start) / step);
  if (numbers.some((number) => !Number.isInteger(number) || number < 0)) return undefined;
  const head = headOf(samples, numbers);
  const whole = head && new GridBuilder(track, step, numbers, head).build();
  return whole && { track: whole, headFrames: head.isClosed ? head.count : 0 };
}

/** One format, each frame presented once, and keyframes from which all later frames can be decoded. */
function isPlain({ parts, varying, refreshes, runs, orderUnknown, samples }: VideoTrack): boolean {
  return !parts && !varying && !refreshes && !runs && !orderUnknown && !samples.descriptions;
}

/** The first samples, which were read whole. */
interface Head {
  readonly count: number;
  /** Whether it has all frames that are presented before the keyframe behind it. */
  readonly isClosed: boolean;
}

/** It ends with the first keyframe behind which no other frame was read. */
function headOf({ sync, count: all }: SampleTable, numbers: Float64Array): Head | undefined {
  const count = sync.findIndex((isSync, i) => isSync === 1 && i > 0 && (i + 1 === all || sync[i + 1] === 1));
  if (count < 1) return undefined;
  const end = numbers[count]!;
  const own = numbers.subarray(0, count);
  const areBefore = own.every((number) => number < end) && new Set(own).size === count;
  const missing = end - count;
  return areBefore && missing <= MOST_LEADING ? { count, isClosed: missing === 0 } : undefined;
}

class GridBuilder {
  /** Samples that are keyframes, in order. */
  readonly #keyframes: readonly number[];
  readonly #count: number;

  constructor(
    private readonly track: VideoTrack,
    private readonly step: number,
    private readonly numbers: Float64Array,
    private readonly head: Head,
  ) {
    const { sync } = track.samples;
    this.#keyframes = Array.from(sync.keys()).filter((sample) => sync[sample] === 1);
    this.#count = numbers.reduce((most, number) => Math.max(most, number), 0) + 1;
  }

  build(): VideoTrack | undefined {
    const { track, step, numbers, head } = this;
    const count = this.#count;
    const areAscending = this.#keyframes.every(
      (key, i, all) => i === 0 || numbers[key]! > numbers[all[i - 1]!]!,
    );
    if (!areAscending) return undefined;
    const times = Float64Array.from({ length: count }, (_, frame) => track.start + frame * step);
    const frames = Uint32Array.from({ length: count }, (_, frame) => frame);
    const table = {
      offsets: new Float64Array(count),
      sizes: new Uint32Array(count),
      sync: new Uint8Array(count),
    };
    const samples = { count, times, ...table };
    this.#fillGroups(samples);
    if (head.isClosed) this.#fillHead(samples, frames);
    for (const keyframe of this.#keyframes) samples.sync[numbers[keyframe]!] = 1;
    const independent = head.isClosed ? this.#independent() : new Uint32Array();
    return { ...track, samples, frames, independent, longestFrame: step };
  }

  /** Keyframes of the head are in the same place in decoding as in presentation, as all others are. */
  #independent(): Uint32Array {
    return (this.track.independent ?? new Uint32Array()).map((sample) => this.numbers[sample]!);
  }

  #fillGroups({ offsets, sizes }: SampleTable): void {
    const { samples } = this.track;
    const fileEnd = samples.offsets.reduce((end, at, i) => Math.max(end, at + samples.sizes[i]!), 0);
    for (const [i, keyframe] of this.#keyframes.entries()) {
      const next = this.#keyframes[i + 1];
      const [first, end] = [this.numbers[keyframe]!, next === undefined ? this.#count : this.numbers[next]!];
      const offset = samples.offsets[keyframe]!;
      const bytes = (next === undefined ? fileEnd : samples.offsets[next]!) - offset;
      offsets.fill(offset, first, end);
      sizes.fill(Math.ceil(Math.max(0, bytes) / (end - first)), first, end);
    }
  }

  #fillHead({ offsets, sizes, times }: SampleTable, frames: Uint32Array): void {
    const { samples } = this.track;
    const { count } = this.head;
    offsets.set(samples.offsets.subarray(0, count));
    sizes.set(samples.sizes.subarray(0, count));
    times.set(samples.times.subarray(0, count));
    for (let sample = 0; sample < count; sample++) frames[this.numbers[sample]!] = sample;
  }
}
