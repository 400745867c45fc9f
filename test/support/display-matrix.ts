/** Rewrites the display matrix of a finished file: ffmpeg's option for it differs between versions or is missing. */

/** The entries a, b, c, d of a display matrix (ISO/IEC 14496-12 6.2.2); the translation follows from them. */
export type Turn = readonly [a: number, b: number, c: number, d: number];

/** Displayed rotated clockwise by 90 degrees. */
export const QUARTER_CLOCKWISE: Turn = [0, 1, -1, 0];
/** Displayed mirrored, left and right swapped. */
export const LEFT_TO_RIGHT: Turn = [-1, 0, 0, 1];

/** Bytes from the box type of a version 0 `tkhd` to its matrix and to its width (ISO/IEC 14496-12 8.3.2). */
const MATRIX_OFFSET = 44;
const WIDTH_OFFSET = MATRIX_OFFSET + 36;

/** Returns a copy of the file with this display matrix in its first track header. */
export function withTurn(file: Buffer, [a, b, c, d]: Turn): Buffer {
  const header = file.indexOf('tkhd');
  if (header < 0 || file[header + 4] !== 0) throw new Error('the file has no track header of version 0');
  const turned = Buffer.from(file);
  const width = file.readUInt32BE(header + WIDTH_OFFSET) / 65_536;
  const height = file.readUInt32BE(header + WIDTH_OFFSET + 4) / 65_536;
  // Translates the transformed frame so that both coordinates start at 0 again.
  const x = Math.max(0, -(a * width), -(c * height));
  const y = Math.max(0, -(b * width), -(d * height));
  const fixedPoint = [a, b, 0, c, d, 0, x, y].map((value) => value * 65_536);
  [...fixedPoint, 2 ** 30].forEach((value, index) => {
    turned.writeInt32BE(value, header + MATRIX_OFFSET + index * 4);
  });
  return turned;
}
