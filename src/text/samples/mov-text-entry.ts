/** How the text of a track is shown that MP4 calls `tx3g` (3GPP TS 26.245 5.16), and QuickTime `text`. */
import { leadingEntries } from '../../isobmff/index.js';
import { lenientBoxes, readable } from './lenient-boxes.js';

/** Bits of face-style-flags. */
export const FACE = { bold: 1, italic: 2, underline: 4 } as const;

export interface MovTextEntry {
  /** As the keys of a keypad; see `Place`. */
  readonly key: number;
  /** `FACE` bits of all text that no style record is about. */
  readonly face: number;
  /** Whether each sample is shown although no subtitles are selected. */
  readonly isForced: boolean;
}

const PLAIN: MovTextEntry = { key: 2, face: 0, isForced: false };
const ALL_FORCED = 0x80000000;

/**
 * The first entry of an `stsd` box:
 *
 *     display-flags             u32
 *     horizontal-justification  i8    0: left; 1: centred; -1: right
 *     vertical-justification    i8    0: top; 1: centred; -1: bottom
 *     background-color          u32
 *     default-text-box          4 i16 top, left, bottom, right
 *     default-style             startChar u16, endChar u16, font-ID u16, face-style-flags u8, font-size u8, color u32
 */
export function readMovTextEntry(stsd: Uint8Array): MovTextEntry {
  const [box] = lenientBoxes(stsd);
  const [entry] = (box && readable(() => Array.from(leadingEntries(box)))) ?? [];
  if (entry?.type !== 'tx3g') return PLAIN;
  const read = readable((): MovTextEntry => {
    const fields = entry.fields();
    // Reserved, and the index of the data reference.
    fields.skip(8);
    const isForced = (fields.u32() & ALL_FORCED) !== 0;
    const [horizontal, vertical] = [fields.u8(), fields.u8()];
    fields.skip(4);
    const [top, left, bottom, right] = [fields.u16(), fields.u16(), fields.u16(), fields.u16()];
    fields.skip(6);
    const face = fields.u8();
    const isOfPicture = (bottom - top) * 4 >= right - left && bottom > top;
    return { key: keyOf(horizontal, isOfPicture ? vertical : BOTTOM), face, isForced };
  });
  return read ?? PLAIN;
}

/** -1 as it is stored. */
const BOTTOM = 0xff;

/**
 * A box of text that is a strip lies at the bottom of the picture, wherever the text stands in it: its place in the picture is
 * lost, and the bottom is where subtitles are.
 */
function keyOf(horizontal: number, vertical: number): number {
  const column = horizontal === 0 ? 1 : horizontal === 1 ? 2 : 3;
  const row = vertical === 0 ? 2 : vertical === 1 ? 1 : 0;
  return row * 3 + column;
}
