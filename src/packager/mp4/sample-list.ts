/** The samples of a track, collected segment by segment, and their tables (ISO/IEC 14496-12 8.5 to 8.7). */
import { co64, ctts, type FragmentSample, stsc, stss, stsz, stts } from '../../isobmff/index.js';
import type { SegmentSamples } from '../cmaf/fragment.js';

export class SampleList {
  readonly #sizes: number[] = [];
  readonly #durations: number[] = [];
  readonly #compositionOffsets: number[] = [];
  /** Numbers from 1. */
  readonly #sync: number[] = [];
  /** A chunk for each segment: how many samples it has, and where it begins, counted from the first byte of all samples. */
  readonly #chunks: { readonly samples: number; readonly offset: number }[] = [];
  #start: number | undefined;

  /** When the first sample is decoded, in ticks. */
  get start(): number {
    return this.#start ?? 0;
  }

  /** How long all samples last, in ticks. */
  get duration(): number {
    return this.#durations.reduce((sum, duration) => sum + duration, 0);
  }

  /** Appends the samples of a segment. @param offset of their bytes, from the first byte of the samples of all tracks. */
  add({ baseMediaDecodeTime, samples }: SegmentSamples, offset: number): void {
    this.#start ??= baseMediaDecodeTime;
    for (const sample of samples) this.#addSample(sample);
    this.#chunks.push({ samples: samples.length, offset });
  }

  /** The tables, as whole boxes. @param base where the first byte of the samples of all tracks is in the file. */
  tables(base: number): readonly Uint8Array[] {
    const isReordered = this.#compositionOffsets.some((offset) => offset !== 0);
    const isAllSync = this.#sync.length === this.#sizes.length;
    return [
      stts(Uint32Array.from(this.#durations)),
      ...(isReordered ? [ctts(Int32Array.from(this.#compositionOffsets))] : []),
      ...(isAllSync ? [] : [stss(this.#sync)]),
      stsc(this.#chunks.map(({ samples }) => samples)),
      stsz(Uint32Array.from(this.#sizes)),
      co64(this.#chunks.map(({ offset }) => base + offset)),
    ];
  }

  #addSample({ size, duration, compositionOffset, sync }: FragmentSample): void {
    this.#sizes.push(size);
    this.#durations.push(duration);
    this.#compositionOffsets.push(compositionOffset);
    if (sync) this.#sync.push(this.#sizes.length);
  }
}
