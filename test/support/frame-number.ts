/**
 * The number burnt into every frame of a generated master: a strip along the bottom of the upright picture, cut into
 * 16 cells of black or white that survive scaling down, low bitrates and every change of colour.
 *
 *     white | black | 12 bits, the highest first | parity | black
 *
 * The first two say what white and black have become; the last makes a mirrored picture unreadable.
 */

/** Cells across the picture. */
export const CELLS = 16;
const BITS = 12;
const FIRST_BIT = 2;
const PARITY = FIRST_BIT + BITS;
const LAST = PARITY + 1;
/** Share of the picture's height that the strip has: one part in this many. */
const STRIP_PART = 8;
/** Less between white and black, of 255, is not a strip. */
const LEAST_CONTRAST = 64;

/** Rows that the strip takes of an upright picture, an even number. */
export function stripHeightOf(height: number): number {
  return 2 * Math.floor(height / STRIP_PART / 2);
}

/** ffmpeg's `geq` expression for the luma of cell `X` in frame `N`, limited range. */
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
 * @returns a number from 0 to 4095, or undefined when the picture has no readable strip
 */
export function readFrameNumber(luma: Uint8Array, width: number, height: number): number | undefined {
  const levels = Array.from({ length: CELLS }, (_, cell) => cellLevel(luma, width, height, cell));
  const [white = 0, black = 0] = levels;
  if (white - black < LEAST_CONTRAST) return undefined;
  const bits = levels.map((level) => (level > (white + black) / 2 ? 1 : 0));
  const data = bits.slice(FIRST_BIT, PARITY);
  const ones = data.reduce<number>((sum, bit) => sum + bit, 0);
  if (bits[PARITY] !== ones % 2 || bits[LAST] !== 0) return undefined;
  return data.reduce<number>((number, bit) => number * 2 + bit, 0);
}

/** Every number in a row of upright frames, each a whole luma plane. */
export function readFrameNumbers(planes: Uint8Array, width: number, height: number): (number | undefined)[] {
  const size = width * height;
  return Array.from({ length: Math.floor(planes.length / size) }, (_, frame) =>
    readFrameNumber(planes.subarray(frame * size, (frame + 1) * size), width, height),
  );
}

/** The mean luma in the middle of a cell, away from the edges that scaling and coding smear. */
function cellLevel(luma: Uint8Array, width: number, height: number, cell: number): number {
  const left = Math.floor(((cell + 0.3) * width) / CELLS);
  const right = Math.ceil(((cell + 0.7) * width) / CELLS);
  const top = Math.floor(height * (1 - 0.7 / STRIP_PART));
  const bottom = Math.ceil(height * (1 - 0.3 / STRIP_PART));
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) sum += luma[y * width + x] ?? 0;
  }
  return sum / ((right - left) * (bottom - top));
}
