import { ascii, box, u8, u16 } from './box.js';

/** Colour description with the code points of ISO/IEC 23091-2; 2 means unspecified. */
export interface Colour {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
}

/**
 * ISO/IEC 14496-12 12.1.5 Colour information box of type `nclx`
 *
 *     colour_type               u32
 *     colour_primaries          u16
 *     transfer_characteristics  u16
 *     matrix_coefficients       u16
 *     full_range_flag           1 bit, then 7 reserved
 */
export function colr({ primaries, transfer, matrix, fullRange }: Colour): Uint8Array {
  return box('colr', ascii('nclx'), u16(primaries, transfer, matrix), u8(fullRange ? 0x80 : 0));
}
