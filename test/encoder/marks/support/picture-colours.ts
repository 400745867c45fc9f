/** Colours in images, as a reader of their format sees them. */
import { runToolOrFail } from '../../../support/ffmpeg.js';

/** Red, green and blue, of 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** All pixels of the first picture of a file, row by row. @param path `pipe:0` with `input`. */
export async function pixelsIn(path: string, input?: Buffer): Promise<readonly Rgb[]> {
  const decode = ['-v', 'error', '-i', path, '-frames:v', '1'];
  const raw = ['-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'];
  const bytes = await runToolOrFail('ffmpeg', [...decode, ...raw], input ? { input } : {});
  return Array.from({ length: bytes.length / 3 }, (_, i) => [
    bytes[3 * i]!,
    bytes[3 * i + 1]!,
    bytes[3 * i + 2]!,
  ]);
}

/** How many pixels of two images differ by much. */
export function countDiffering(one: readonly Rgb[], other: readonly Rgb[]): number {
  const distance = (a: Rgb, b: Rgb) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
  return one.filter((pixel, i) => distance(pixel, other[i]!) > 60).length;
}
