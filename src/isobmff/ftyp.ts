import { ascii, box, u32 } from './box.js';

/** What a file or segment conforms to; each brand is a four-character code. */
export interface Brands {
  readonly major: string;
  /** Informative version of the major brand; 0 unless given. */
  readonly minor?: number;
  /** Should repeat the major brand. */
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

/** ISO/IEC 14496-12 8.16.2 Segment type box: the fields of `ftyp`, at the start of a segment. */
export function styp(brands: Brands): Uint8Array {
  return box('styp', ...brandFields(brands));
}

function brandFields({ major, minor, compatible }: Brands): Uint8Array[] {
  return [ascii(major), u32(minor ?? 0), ...compatible.map(ascii)];
}
