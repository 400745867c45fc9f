import { type Brands, concat, ftyp, type MovieValues, moov } from '../../isobmff/index.js';

/** Values of {@link movie}. */
export interface Movie extends MovieValues {
  /** A QuickTime sample description needs the major brand `qt  `, so that readers read it as one. */
  readonly brands: Brands;
}

/**
 * A file type box and the movie box of a fragmented movie with one track, whose id is 1: no samples, nothing
 * turned or scaled, an edit list only for a composition delay. It can be followed by any number of fragments from {@link fragment}.
 *
 * Throws `packaging_impossible` for a size or timescale that does not fit its field.
 */
export function movie({ brands, ...values }: Movie): Uint8Array {
  return concat([ftyp(brands), moov(values)]);
}
