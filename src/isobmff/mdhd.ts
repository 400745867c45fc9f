import { fullBox, u16, u32 } from './box.js';
import { encoderOutputMalformed } from './errors.js';
import { type BoxSpan, fieldsOf } from './read-boxes.js';

const UNDETERMINED = 'und';

/**
 * ISO/IEC 14496-12 8.4.2 Media header box, version 0
 *
 *     creation_time, modification_time  u32 × 2  0
 *     timescale    u32
 *     duration     u32  0: the samples are in movie fragments
 *     language     u16  1 bit padding, three letters of ISO 639-2/T, 5 bits each, minus 0x60
 *     pre_defined  u16  0
 *
 * `language` is a BCP 47 tag. If its primary subtag does not have three letters, this box has `und`; `elng` has the tag.
 */
export function mdhd(timescale: number, language: string): Uint8Array {
  return fullBox('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(packedLanguage(language), 0));
}

/**
 * Reads the timescale in ticks per second, at least 1.
 * @throws OnplayError `encoder_output_malformed` if it is 0.
 */
export function readMdhdTimescale(bytes: Uint8Array, span: BoxSpan): number {
  const fields = fieldsOf(bytes, span);
  const version = fields.u8();
  fields.skip(version === 1 ? 3 + 16 : 3 + 8);
  const timescale = fields.u32();
  if (timescale === 0) throw encoderOutputMalformed('the timescale is 0');
  return timescale;
}

function packedLanguage(language: string): number {
  const [primary = ''] = language.toLowerCase().split('-');
  const letters = /^[a-z]{3}$/.test(primary) ? primary : UNDETERMINED;
  return Array.from(letters).reduce((packed, letter) => packed * 32 + letter.charCodeAt(0) - 0x60, 0);
}
