import { type Brands, concat, ftyp, type MovieValues, moov } from '../../isobmff/index.js';

/** Values of {@link movie}. */
export interface Movie extends MovieValues {
  /** A QuickTime sample description needs the major brand `qt  `, so that readers parse it as one. */
  readonly brands: Brands;
}

/**
 * Writes the file type box and the movie box of a fragmented movie with one track (id 1): no samples, an identity matrix,
 * and an edit list only for a composition delay. Any number of fragments can follow; see `fragment`.
 *
 * @throws OnplayError `packaging_impossible` for a size or timescale that does not fit its field.
 */
export function movie({ brands, ...values }: Movie): Uint8Array {
  return concat([ftyp(brands), moov(values)]);
}
