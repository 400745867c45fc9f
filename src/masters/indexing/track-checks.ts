/** What every track must be before anything of it is decoded, and its timeline afterwards. */
import { MAX_DURATION_SECONDS } from '../limits.js';
import { damaged, dimensionsUnsupported, durationUnsupported, truncated } from '../refusals.js';
import type { SampleTable } from '../track.js';

/** A frame of uncompressed 8K has half as many. */
const MAX_SAMPLE_BYTES = 256 * 1024 * 1024;

/** @throws OnplayError `master_dimensions_unsupported`. */
export function requireSaneSize({ width, height }: { width: number; height: number }): void {
  const sane = (side: number) => side >= 2 && side <= 16384;
  if (!sane(width) || !sane(height)) throw dimensionsUnsupported();
}

/**
 * What a track's timeline must be by itself. It may begin before 0 and is moved when it is aligned with the others;
 * `requireAligned` has the last word.
 * @throws OnplayError `master_duration_unsupported`.
 */
export function requireSaneDuration(track: { start: number; end: number; timescale: number }): void {
  const { start, end, timescale } = track;
  const day = MAX_DURATION_SECONDS * timescale;
  // Put so that what is not a number is refused as well.
  if (!(end > start && start >= -day && end <= day)) throw durationUnsupported();
}

/**
 * Every sample lies in the file and can be read into memory, and together they are no larger than the file.
 * @throws OnplayError `master_truncated` or `master_damaged`.
 */
export function requireComplete(
  table: Pick<SampleTable, 'offsets' | 'sizes' | 'count'>,
  fileSize: number,
): void {
  let total = 0;
  for (let i = 0; i < table.count; i++) {
    const offset = table.offsets[i]!;
    const size = table.sizes[i]!;
    if (offset < 0) throw damaged('a sample lies outside the file');
    if (size > MAX_SAMPLE_BYTES) throw damaged('a sample is impossibly large');
    if (offset + size > fileSize) throw truncated();
    total += size;
  }
  if (total > fileSize) throw damaged('its samples overlap');
}
