import { ascii, box, i8, u8, u16, u32, zeros } from '../boxes/write-box.js';

/** Where and how the text of a track is shown by default. */
interface TextSampleEntry {
  /** Of the picture that it is shown on, in pixels; 0 if there is none. */
  readonly width: number;
  readonly height: number;
  /** Whether it is shown although no subtitles are selected. */
  readonly isForced: boolean;
}

/** QuickTime File Format, Subtitle sample description: all samples are forced. */
const ALL_FORCED = 0x80000000;
const CENTRED = 1;
const BOTTOM = -1;
const FONT_ID = 1;
/** In pixels; most players choose another. Of this font and size, ffmpeg writes nothing into what it converts text to. */
const FONT_SIZE = 16;

/**
 * 3GPP TS 26.245 5.16 Text sample entry
 *
 *     reserved                  6 bytes
 *     data_reference_index      u16  1
 *     display-flags             u32
 *     horizontal-justification  i8   1: centred
 *     vertical-justification    i8   -1: bottom
 *     background-color          4 u8 transparent
 *     default-text-box          4 u16 top, left, bottom, right: all of the picture
 *     default-style             startChar u16, endChar u16, font-ID u16, face-style-flags u8, font-size u8, color 4 u8
 *     ftab                      entry-count u16, then font-ID u16, length u8, name
 */
export function tx3g({ width, height, isForced }: TextSampleEntry): Uint8Array {
  return box(
    'tx3g',
    ...[zeros(6), u16(1), u32(isForced ? ALL_FORCED : 0)],
    ...[i8(CENTRED, BOTTOM), zeros(4), u16(0, 0, height, width)],
    ...[u16(0, 0, FONT_ID), u8(0, FONT_SIZE, 0xff, 0xff, 0xff, 0xff)],
    box('ftab', u16(1, FONT_ID), u8(FONT.length), ascii(FONT)),
  );
}

const FONT = 'Arial';
