import { ascii, box, u32 } from '../boxes/write-box.js';

/** The specifications that a file or segment conforms to; each brand is a four-character code. */
export interface Brands {
  readonly major: string;
  /** Version of the major brand, informative; 0 by default. */
  readonly minor?: number;
  /** Should include the major brand. */
  readonly compatible: readonly string[];
}

/**
 * ISO/IEC 14496-12 4.3 File type box
 *
 *     major_brand          u32
 *     minor_version        u32
 *     compatible_brands[]  u32
 */
export function ftyp(brands: Brands): Uint8Array {
  return box('ftyp', ...brandFields(brands));
}

/** ISO/IEC 14496-12 8.16.2 Segment type box: the fields of `ftyp`, at the start of a media segment. */
export function styp(brands: Brands): Uint8Array {
  return box('styp', ...brandFields(brands));
}

function brandFields({ major, minor, compatible }: Brands): Uint8Array[] {
  return [ascii(major), u32(minor ?? 0), ...compatible.map(ascii)];
}
