/** Checks of every track before any of it is decoded. */
import {
  continuousAudio,
  damaged,
  dimensionsUnsupported,
  durationUnsupported,
  MAX_DURATION_SECONDS,
  type SampleTable,
  storedSize,
  truncated,
} from '../../../tracks/index.js';

/** Twice the size of an uncompressed 8K frame. */
const MAX_SAMPLE_BYTES = 256 * 1024 * 1024;

/** @throws OnplayError `master_dimensions_unsupported`. */
export function requireSaneSize({ width, height }: { width: number; height: number }): void {
  const sane = (side: number) => side >= 2 && side <= 16384;
  if (!sane(width) || !sane(height)) throw dimensionsUnsupported();
}

/**
 * Checks a track's timeline before it is aligned with the others. It may begin at any time: the clock of a recorder may count
 * from 1970. `requireAligned` makes the final check.
 * @throws OnplayError `master_duration_unsupported`.
 */
export function requireSaneDuration(track: { start: number; end: number; timescale: number }): void {
  const { start, end, timescale } = track;
  const day = MAX_DURATION_SECONDS * timescale;
  // Beyond these, ticks are not exact.
  const isExact = Number.isSafeInteger(Math.floor(start)) && Number.isSafeInteger(Math.ceil(end));
  // Negated, so that NaN is refused as well.
  if (!(isExact && end > start && end - start <= day)) throw durationUnsupported();
}

/** ADPCM whose frames do not say where they begin: each continues the one before, from the first on. */
const CONTINUOUS: ReadonlySet<string> = new Set(['adpcm_yamaha', 'adpcm_ct']);

/** @throws OnplayError `master_codec_unsupported` for audio in which no segment could begin. */
export function requireAccessWithin(codec: string): void {
  if (CONTINUOUS.has(codec)) throw continuousAudio(codec);
}

/**
 * Checks that every sample is inside the file and of a size that fits in memory, and that they do not exceed the file's
 * size together.
 * @throws OnplayError `master_truncated` or `master_damaged`.
 */
export function requireComplete(
  table: Pick<SampleTable, 'offsets' | 'sizes' | 'count' | 'prefix'>,
  fileSize: number,
): void {
  let total = 0;
  for (let i = 0; i < table.count; i++) {
    const offset = table.offsets[i]!;
    const size = storedSize(table, i);
    if (offset < 0) throw damaged('a sample lies outside the file');
    if (size > MAX_SAMPLE_BYTES) throw damaged('a sample is impossibly large');
    if (offset + size > fileSize) throw truncated();
    total += size;
  }
  if (total > fileSize) throw damaged('its samples overlap');
}
