/** The pixels of a PNG from its rows: the filters undone (PNG 9.2), and all colour types as RGBA (6.1, 11.2.2, 11.3.1.1). Pure. */
import { PictureProblem } from './picture.js';

/** By colour type, with eight bits each. */
export const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly colourType: number;
  /** Red, green and blue of each entry. */
  readonly palette: Uint8Array;
  /** Of a palette the opacity of its first entries; of grey and of red, green and blue the one colour, in 16 bits, that is transparent. */
  readonly transparency: Uint8Array;
}

/** @param rows each with the number of its filter first. @throws PictureProblem */
export function rgbaRows(rows: Uint8Array, layout: Layout): Uint8Array {
  const { width, height, colourType } = layout;
  const channels = CHANNELS[colourType]!;
  const stride = width * channels;
  const rgba = new Uint8Array(4 * width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const start = y * (1 + stride);
    const row = unfiltered(rows[start]!, rows.subarray(start + 1, start + 1 + stride), above, channels);
    for (let x = 0; x < width; x++)
      rgba.set(colourOf(row.subarray(x * channels, (x + 1) * channels), layout), 4 * (y * width + x));
    above = row;
  }
  return rgba;
}

function unfiltered(
  filter: number,
  row: Uint8Array,
  above: Uint8Array,
  channels: number,
): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(row.length);
  for (let i = 0; i < row.length; i++) {
    const left = i < channels ? 0 : result[i - channels]!;
    const upperLeft = i < channels ? 0 : above[i - channels]!;
    result[i] = row[i]! + predicted(filter, left, above[i]!, upperLeft);
  }
  return result;
}

function predicted(filter: number, left: number, up: number, upperLeft: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter === 4) return paeth(left, up, upperLeft);
  throw new PictureProblem('its pixels are damaged');
}

/** Whichever is nearest to where the three together point (9.4). */
function paeth(left: number, up: number, upperLeft: number): number {
  const point = left + up - upperLeft;
  const [toLeft, toUp, toBoth] = [point - left, point - up, point - upperLeft].map(Math.abs) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toBoth) return left;
  return toUp <= toBoth ? up : upperLeft;
}

const OPAQUE = 255;

function colourOf(pixel: Uint8Array, layout: Layout): readonly number[] {
  const [a = 0, b = 0, c = 0, d = OPAQUE] = pixel;
  switch (layout.colourType) {
    case 0:
      return [a, a, a, opacityOf(pixel, layout)];
    case 2:
      return [a, b, c, opacityOf(pixel, layout)];
    case 3:
      return paletteColour(a, layout);
    case 4:
      return [a, a, a, b];
    default:
      return [a, b, c, d];
  }
}

function opacityOf(pixel: Uint8Array, { transparency }: Layout): number {
  if (transparency.length !== 2 * pixel.length) return OPAQUE;
  return pixel.every((value, i) => value === transparency[2 * i + 1]) ? 0 : OPAQUE;
}

function paletteColour(entry: number, { palette, transparency }: Layout): readonly number[] {
  const [red, green, blue] = palette.subarray(3 * entry, 3 * entry + 3);
  if (red === undefined || green === undefined || blue === undefined)
    throw new PictureProblem('its pixels are not in its palette');
  return [red, green, blue, transparency[entry] ?? OPAQUE];
}
