/** Which samples of a track are needed for what is shown within a time, and their bytes. */
import { inflateSync } from 'node:zlib';
import type { WrittenSubtitle } from '../../matroska/index.js';
import type { ByteSource } from '../../stores/index.js';
import { restoredSample, type TextTrack } from '../../tracks/index.js';
import { burnTooLarge } from './burn-too-large.js';
import { endOfSet } from './burnable.js';
import { continuesEpoch } from './presentation-graphics.js';

/** Bitmaps of a full screen have some 200 kB. */
const MAX_SAMPLE_BYTES = 4 * 1024 * 1024;
/** Of a segment. Typeset text has hundreds of lines in a second. */
const MAX_SAMPLES = 5000;
const MAX_BYTES = 32 * 1024 * 1024;

/** In milliseconds of the presentation, half-open. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Returns the samples that have an effect within the range, and those they depend on, in the order of their starts.
 * @throws OnplayError `burn_too_large`; what `read` throws.
 */
export async function shownSamples(
  track: TextTrack,
  range: TimeRange,
  source: ByteSource,
): Promise<WrittenSubtitle[]> {
  const { starts } = track.samples;
  const reader = new SampleReader(track, source);
  const wanted = samplesWithin(track, range);
  const samples: WrittenSubtitle[] = [];
  for (const i of wanted) samples.push(await reader.read(i));
  if (track.format.codec !== 'hdmv_pgs_subtitle') return samples;
  const lead: WrittenSubtitle[] = [];
  for (
    let i = (wanted[0] ?? starts.length) - 1;
    i >= 0 && continuesEpoch((lead.at(-1) ?? samples[0])?.bytes);
    i--
  )
    lead.push(await reader.read(i));
  return [...lead.reverse(), ...samples];
}

function samplesWithin({ format, samples }: TextTrack, { start, end }: TimeRange): number[] {
  const { count, starts, ends } = samples;
  const isGraphics = format.codec === 'hdmv_pgs_subtitle';
  const wanted: number[] = [];
  for (let i = 0; i < count && starts[i]! < end; i++)
    if ((isGraphics ? endOfSet(samples, i) : ends[i]!) > start) wanted.push(i);
  return wanted;
}

/** Reads samples, no more than a segment may have. */
class SampleReader {
  #samples = 0;
  #bytes = 0;

  constructor(
    private readonly track: TextTrack,
    private readonly source: ByteSource,
  ) {}

  async read(i: number): Promise<WrittenSubtitle> {
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
    const stored = await this.source.read(samples.offsets[i]!, Math.max(0, size));
    if (compression !== 'zlib') return restoredSample(samples, stored);
    try {
      return inflateSync(stored, { maxOutputLength: MAX_SAMPLE_BYTES });
    } catch {
      throw burnTooLarge();
    }
  }
}
