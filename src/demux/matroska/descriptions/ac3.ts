/** Decoder configuration of AC-3 and E-AC-3 (ETSI TS 102 366), which Matroska does not store: it is in every frame. */
import { box } from '../../../isobmff/index.js';

/** Up to where all fields are that are read. */
const HEAD_BYTES = 8;

/**
 * F.4 AC3SpecificBox, from a frame (4.3: syncinfo, bsi)
 *
 *     fscod 2 bits, bsid 5, bsmod 3, acmod 3, lfeon 1, bit_rate_code 5, reserved 5
 *
 * Undefined if the bytes do not begin a frame.
 */
export function ac3Configuration(frame: Uint8Array): Uint8Array | undefined {
  const bits = bitsAfterSync(frame);
  if (!bits) return undefined;
  // crc1
  bits(16);
  const [fscod, frmsizecod, bsid, bsmod, acmod] = [bits(2), bits(6), bits(5), bits(3), bits(3)];
  // cmixlev, surmixlev and dsurmod
  if ((acmod & 1) !== 0 && acmod !== 1) bits(2);
  if ((acmod & 4) !== 0) bits(2);
  if (acmod === 2) bits(2);
  const lfeon = bits(1);
  return box(
    'dac3',
    packed([fscod, 2], [bsid, 5], [bsmod, 3], [acmod, 3], [lfeon, 1], [frmsizecod >> 1, 5], [0, 5]),
  );
}

/**
 * F.6 EC3SpecificBox of one independent substream, from a frame (E.1.2.2, E.1.2.3); dependent ones are found by the decoder
 *
 *     data_rate 13 bits  0: not known
 *     num_ind_sub 3      0: one
 *     fscod 2, bsid 5, reserved 1, asvc 1, bsmod 3, acmod 3, lfeon 1, reserved 3, num_dep_sub 4, reserved 1
 *
 * Undefined if the bytes do not begin a frame.
 */
export function eac3Configuration(frame: Uint8Array): Uint8Array | undefined {
  const bits = bitsAfterSync(frame);
  if (!bits) return undefined;
  // strmtyp, substreamid and frmsiz
  bits(16);
  const fscod = bits(2);
  // numblkscod, or fscod2 of a reduced sample rate
  bits(2);
  const [acmod, lfeon, bsid] = [bits(3), bits(1), bits(5)];
  const rates = packed([0, 13], [0, 3]);
  const substream = packed([fscod, 2], [bsid, 5], [0, 2], [0, 3], [acmod, 3], [lfeon, 1], [0, 3], [0, 5]);
  return box('dec3', rates, substream);
}

/** A reader of the following bits, after the sync word; undefined if there is none. */
function bitsAfterSync(frame: Uint8Array): ((count: number) => number) | undefined {
  if (frame.byteLength < HEAD_BYTES || frame[0] !== 0x0b || frame[1] !== 0x77) return undefined;
  let at = 16;
  return (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) value = value * 2 + ((frame[at >> 3]! >> (7 - (at & 7))) & 1);
    return value;
  };
}

/** Values one after the other, each in a number of bits; a multiple of 8 in all. */
function packed(...values: readonly (readonly [value: number, bits: number])[]): Uint8Array {
  const digits = values.map(([value, bits]) => value.toString(2).padStart(bits, '0')).join('');
  return Uint8Array.from({ length: digits.length / 8 }, (_, i) =>
    Number.parseInt(digits.slice(8 * i, 8 * i + 8), 2),
  );
}
