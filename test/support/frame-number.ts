/**
 * The number burnt into every frame of a generated master: a strip along the bottom of the upright frame, divided into
 * 16 black or white cells that survive downscaling, low bitrates and colour conversions.
 *
 *     white | black | 12 bits, the highest first | parity | black
 *
 * The first two cells are the reference levels for white and black; the last makes a mirrored frame unreadable.
 */

/** Cells across the frame. */
export const CELLS = 16;
const BITS = 12;
const FIRST_BIT = 2;
const PARITY = FIRST_BIT + BITS;
const LAST = PARITY + 1;
/** The strip takes one part in this many of the frame's height. */
const STRIP_DIVISOR = 8;
/** Smallest difference between white and black, out of 255, for a strip to count as present. */
const MIN_CONTRAST = 64;

/** Height of the strip in rows of an upright frame, always even. */
export function stripHeightOf(height: number): number {
  return 2 * Math.floor(height / STRIP_DIVISOR / 2);
}

/** ffmpeg's `geq` expression for the limited-range luma of cell `X` in frame `N`. */
export function cellExpression(): string {
  const bit = (power: number) => `mod(floor(N/${2 ** power}),2)`;
  const parity = Array.from({ length: BITS }, (_, power) => bit(power)).join('+');
  const data = `mod(floor(N/pow(2,${PARITY - 1}-X)),2)`;
  const isWhite = `if(eq(X,0),1,if(eq(X,1)+eq(X,${LAST}),0,if(eq(X,${PARITY}),mod(${parity},2),${data})))`;
  return `16+219*${isWhite}`;
}

/**
 * The number burnt into an upright decoded frame.
 *
 * @param luma the 8-bit luma plane, rows of `width` bytes without padding
 * @returns a number from 0 to 4095, or undefined if the frame has no readable strip
 */
export function readFrameNumber(luma: Uint8Array, width: number, height: number): number | undefined {
  const levels = Array.from({ length: CELLS }, (_, cell) => cellLevel(luma, width, height, cell));
  const [white = 0, black = 0] = levels;
  if (white - black < MIN_CONTRAST) return undefined;
  const bits = levels.map((level) => (level > (white + black) / 2 ? 1 : 0));
  const data = bits.slice(FIRST_BIT, PARITY);
  const ones = data.reduce<number>((sum, bit) => sum + bit, 0);
  if (bits[PARITY] !== ones % 2 || bits[LAST] !== 0) return undefined;
  return data.reduce<number>((number, bit) => number * 2 + bit, 0);
}

/** The number in each of a sequence of upright frames, each a whole luma plane. */
export function readFrameNumbers(planes: Uint8Array, width: number, height: number): (number | undefined)[] {
  const size = width * height;
  return Array.from({ length: Math.floor(planes.length / size) }, (_, frame) =>
    readFrameNumber(planes.subarray(frame * size, (frame + 1) * size), width, height),
  );
}

/** The mean luma in the middle of a cell, away from the edges that scaling and coding blur. */
function cellLevel(luma: Uint8Array, width: number, height: number, cell: number): number {
  const left = Math.floor(((cell + 0.3) * width) / CELLS);
  const right = Math.ceil(((cell + 0.7) * width) / CELLS);
  const top = Math.floor(height * (1 - 0.7 / STRIP_DIVISOR));
  const bottom = Math.ceil(height * (1 - 0.3 / STRIP_DIVISOR));
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += luma[y * width + x] ?? 0;
  }
  return sum / ((right - left) * (bottom - top));
}
