/** Subpictures of DVDs, as Matroska has them (`S_VOBSUB`), and MP4. Each says itself how long it is shown. */
import { type Box, boxesOf, leadingEntries, readDecoderConfig } from '../../../isobmff/index.js';
import type { BitmapFormat, Canvas } from './bitmap-format.js';

/** Where nothing says it: PAL. */
const USUAL: Canvas = { width: 720, height: 576 };
/** Colours of a palette, and their bytes in MP4: none, then Y, Cr and Cb of BT.601. */
const COLOURS = 16;
const COLOUR_BYTES = 4;
/** Reserved, and the index of the data reference. */
const ENTRY_FIELDS_BYTES = 8;

export const vobSub: BitmapFormat = {
  codecId: 'S_VOBSUB',
  isShownUntilNext: false,
  isClearing: () => false,
  isContinuation: () => false,
  stored: (subpicture) => subpicture,
  canvas: (track) => statedSize(track.configuration) ?? track.canvas ?? USUAL,
  // Too short for a subpicture; ffmpeg reads nothing in it.
  nothing: () => Uint8Array.of(0, 4, 0, 0),
  codecPrivate: (track) => {
    const palette = moviePalette(track.configuration);
    return palette ? Buffer.from(idxHeader(track.canvas ?? USUAL, palette)) : track.configuration;
  },
};

/** The line of an `.idx` file with the size; undefined for a configuration that has none. */
function statedSize(configuration: Uint8Array): Canvas | undefined {
  const text = Buffer.from(configuration).toString('latin1');
  const [, width, height] = /^size: {0,8}(\d{1,5})x(\d{1,5})/m.exec(text) ?? [];
  return width === undefined ? undefined : { width: Number(width), height: Number(height) };
}

/** The palette in an `stsd` box with an `esds`; undefined for anything else. */
function moviePalette(configuration: Uint8Array): Uint8Array | undefined {
  const [stsd] = lenient(configuration);
  const [entry] = stsd?.type === 'stsd' ? leadingEntries(stsd) : [];
  const esds = entry?.leadingChildren(ENTRY_FIELDS_BYTES);
  for (const box of esds ?? []) {
    const palette = box.type === 'esds' ? readDecoderConfig(box)?.specificInfo : undefined;
    if (palette?.byteLength === COLOURS * COLOUR_BYTES) return palette;
  }
  return undefined;
}

function lenient(bytes: Uint8Array): Iterable<Box> {
  const malformed = (what: string) => new RangeError(what);
  return boxesOf(bytes, {
    isStrict: false,
    maxSiblings: 100,
    malformed,
    tooComplex: malformed,
  }).leadingChildren();
}

/** What an `.idx` file begins with: the size, and the palette in RGB. */
function idxHeader({ width, height }: Canvas, palette: Uint8Array): string {
  const colours = Array.from({ length: COLOURS }, (_, i) => {
    const [, y = 0, cr = 0, cb = 0] = palette.subarray(i * COLOUR_BYTES, (i + 1) * COLOUR_BYTES);
    return rgb(y, cr, cb);
  });
  return `size: ${width}x${height}\npalette: ${colours.join(', ')}\n`;
}

/** From limited-range BT.601 to six hexadecimal digits. */
function rgb(y: number, cr: number, cb: number): string {
  const luma = 1.164 * (y - 16);
  const [red, blue] = [cr - 128, cb - 128];
  const channels = [luma + 1.596 * red, luma - 0.813 * red - 0.391 * blue, luma + 2.018 * blue];
  return channels
    .map((value) => Math.trunc(Math.min(255, Math.max(0, value))))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('');
}
