import { timeSize } from '../boxes/fields.js';
import type { Box } from '../boxes/read-box.js';
import { fullBox, LARGEST_U32, u16, u32, u64 } from '../boxes/write-box.js';

/** Values of a media header. */
interface MediaHeader {
  /** Ticks per second; 0 is stored by damaged files only. */
  readonly timescale: number;
  /** Three letters of ISO 639-2/T, or `und`. */
  readonly language: string;
}

const UNDETERMINED = 'und';
/** Below are QuickTime's language codes, which are unreliable and read as undetermined. */
const LOWEST_PACKED = 0x400;
const QUICKTIME_UNSPECIFIED = 0x7fff;

/**
 * ISO/IEC 14496-12 8.4.2 Media header box; written in version 1 only for a long duration
 *
 *     creation_time, modification_time  u32 × 2 or, in version 1, u64 × 2  0
 *     timescale    u32
 *     duration     u32 or, in version 1, u64  0 if the samples are in movie fragments
 *     language     u16  1 bit padding, three letters of ISO 639-2/T, 5 bits each, minus 0x60
 *     pre_defined  u16  0
 *
 * `language` is a BCP 47 tag. If its primary subtag does not have three letters, this box has `und`; `elng` has the tag.
 * @param duration in ticks.
 */
export function mdhd(timescale: number, language: string, duration = 0): Uint8Array {
  const isLong = duration > LARGEST_U32;
  const times = isLong ? [u64(0, 0), u32(timescale), u64(duration)] : [u32(0, 0, timescale, duration)];
  return fullBox('mdhd', isLong ? 1 : 0, 0, ...times, u16(packedLanguage(language), 0));
}

/** Reads an `mdhd` box of either version. */
export function readMdhd(box: Box): MediaHeader {
  const { version, fields } = box.fullBox();
  const timeBytes = timeSize(version);
  fields.skip(2 * timeBytes);
  const timescale = fields.u32();
  fields.skip(timeBytes);
  return { timescale, language: unpackedLanguage(fields.u16() & 0x7fff) };
}

function packedLanguage(language: string): number {
  const [primary = ''] = language.toLowerCase().split('-');
  const letters = /^[a-z]{3}$/.test(primary) ? primary : UNDETERMINED;
  return Array.from(letters).reduce((packed, letter) => packed * 32 + letter.charCodeAt(0) - 0x60, 0);
}

function unpackedLanguage(packed: number): string {
  if (packed < LOWEST_PACKED || packed === QUICKTIME_UNSPECIFIED) return UNDETERMINED;
  return [10, 5, 0].map((shift) => String.fromCharCode(((packed >> shift) & 31) + 0x60)).join('');
}
