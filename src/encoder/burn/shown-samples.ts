/** Which samples of a track are needed for what is shown within a time, and their bytes. */
import { inflateSync } from 'node:zlib';
import type { ByteSource } from '../../stores/index.js';
import { packetizedSamples, restoredSample } from '../../tracks/index.js';
import type { BurnTrack } from './burn.js';
import { burnTooLarge } from './burn-too-large.js';
import { bitmapFormatOf, endOfSample } from './burnable.js';

/** Bitmaps of a full screen have some 200 kB. */
const MAX_SAMPLE_BYTES = 4 * 1024 * 1024;
/** Of a segment. Typeset text has hundreds of lines in a second. */
const MAX_SAMPLES = 5000;
const MAX_BYTES = 32 * 1024 * 1024;
/** Samples that those of a segment change, each the one after it: bitmaps that fade have some dozens. */
const MAX_LEAD = 1000;

/** In milliseconds of the presentation, half-open. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** A sample as its track has it. Times are in whole milliseconds. */
export interface ShownSample {
  readonly start: number;
  readonly duration: number;
  readonly bytes: Uint8Array;
}

/**
 * Returns the samples that have an effect within the range, and those they depend on, in the order of their starts.
 * @throws OnplayError `burn_too_large`; what `read` throws.
 */
export async function shownSamples(
  track: BurnTrack,
  range: TimeRange,
  source: Pick<ByteSource, 'read'>,
): Promise<ShownSample[]> {
  const reader = new SampleReader(track, source);
  const wanted = samplesWithin(track, range);
  // Refused before any is read.
  if (wanted.length > MAX_SAMPLES) throw burnTooLarge();
  const samples: ShownSample[] = [];
  for (const i of wanted) samples.push(await reader.read(i));
  const bitmaps = bitmapFormatOf(track);
  const lead: ShownSample[] = [];
  const isContinued = () => {
    const first = lead.at(-1) ?? samples[0];
    return first !== undefined && bitmaps?.isContinuation(first.bytes);
  };
  for (let i = (wanted[0] ?? 0) - 1; i >= 0 && isContinued(); i--) {
    if (lead.length >= MAX_LEAD) throw burnTooLarge();
    lead.push(await reader.read(i));
  }
  return [...lead.reverse(), ...samples];
}

function samplesWithin(track: BurnTrack, { start, end }: TimeRange): number[] {
  const { count, starts } = track.samples;
  const wanted: number[] = [];
  for (let i = 0; i < count && starts[i]! < end; i++) if (endOfSample(track, i) > start) wanted.push(i);
  return wanted;
}

/** Reads samples, no more than a segment may have. */
class SampleReader {
  #samples = 0;
  #bytes = 0;

  constructor(
    private readonly track: BurnTrack,
    private readonly source: Pick<ByteSource, 'read'>,
  ) {}

  async read(i: number): Promise<ShownSample> {
    const { starts, ends } = this.track.samples;
    const bytes = await this.#bytesOf(i);
    this.#samples++;
    this.#bytes += bytes.byteLength;
    if (this.#samples > MAX_SAMPLES || this.#bytes > MAX_BYTES) throw burnTooLarge();
    const start = Math.round(starts[i]!);
    return { start, duration: Math.round(ends[i]!) - start, bytes };
  }

  async #bytesOf(i: number): Promise<Uint8Array> {
    const { compression, samples } = this.track;
    const size = samples.sizes[i]! - (samples.prefix?.byteLength ?? 0);
    if (size > MAX_SAMPLE_BYTES) throw burnTooLarge();
    const stored = await this.#stored(i, Math.max(0, size));
    if (compression !== 'zlib') return restoredSample(samples, stored);
    try {
      return inflateSync(stored, { maxOutputLength: MAX_SAMPLE_BYTES });
    } catch {
      throw burnTooLarge();
    }
  }

  async #stored(i: number, size: number): Promise<Uint8Array> {
    const { offsets, sizes, packets } = this.track.samples;
    if (!packets) return this.source.read(offsets[i]!, size);
    const run = { first: i, end: i + 1 };
    for await (const sample of packetizedSamples({ offsets, sizes, packets }, run, this.source))
      return sample;
    return new Uint8Array();
  }
}
