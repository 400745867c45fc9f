import { CMAF_HEADER_BRANDS, type MovieValues, stsd } from '../../isobmff/index.js';
import { movie } from './movie.js';

/** Values of {@link initSegment}. */
interface InitSegment extends Omit<MovieValues, 'sampleDescription'> {
  /** A whole sample entry box, which says how samples are coded (ISO/IEC 14496-12 8.5.2). */
  readonly sampleEntry: Uint8Array;
}

/**
 * Writes the CMAF header of a track (ISO/IEC 23000-19 7.3.1).
 * @throws OnplayError `packaging_impossible` as {@link movie} does.
 */
export function initSegment({ sampleEntry, ...values }: InitSegment): Uint8Array {
  return movie({ ...values, sampleDescription: stsd(sampleEntry), brands: CMAF_HEADER_BRANDS });
}
