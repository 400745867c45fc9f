import type { Box } from '../boxes/read-box.js';
import { ascii, box, u8, u16 } from '../boxes/write-box.js';

/** Colour description with the code points of ISO/IEC 23091-2; 2 means unspecified. */
export interface Colour {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
}

const FULL_RANGE = 0x80;
/** Type and code points. */
const FIELDS_BYTES = 10;

/**
 * ISO/IEC 14496-12 12.1.5 Colour information box of type `nclx`
 *
 *     colour_type               u32
 *     colour_primaries          u16
 *     transfer_characteristics  u16
 *     matrix_coefficients       u16
 *     full_range_flag           1 bit, then 7 reserved; not in QuickTime's type `nclc`
 */
export function colr({ primaries, transfer, matrix, fullRange }: Colour): Uint8Array {
  return box('colr', ascii('nclx'), u16(primaries, transfer, matrix), u8(fullRange ? FULL_RANGE : 0));
}

/** Reads `nclx` and `nclc`; undefined for other types and for a box that is cut short. */
export function readColr(colr: Box): { readonly colour: Colour } | undefined {
  if (colr.size < FIELDS_BYTES) return undefined;
  const fields = colr.fields();
  const type = fields.type();
  if (type !== 'nclx' && type !== 'nclc') return undefined;
  const [primaries, transfer, matrix] = [fields.u16(), fields.u16(), fields.u16()];
  const fullRange = type === 'nclx' && fields.remaining > 0 && (fields.u8() & FULL_RANGE) !== 0;
  return { colour: { primaries, transfer, matrix, fullRange } };
}
