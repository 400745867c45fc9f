/** Images that are drawn as marks are read as ffmpeg reads them, and nothing hostile in a file costs more than its header may. */
import { describe, expect, it } from 'vitest';
import { MAX_PICTURE_SIDE, readPng } from '../../../../src/encoder/marks/images/png.js';
import { pictureAsPng, pixelsOf, pngOf } from '../../../support/marks/png-images.js';

describe('an image in PNG', () => {
  it.each(['rgba', 'rgb24', 'gray', 'ya8', 'pal8'])('is read as ffmpeg reads it: %s', async (format) => {
    const png = await pictureAsPng(format);
    const { width, height, rgba } = readPng(png);
    expect([width, height]).toEqual([40, 20]);
    expect(Buffer.from(rgba).equals(await pixelsOf(png))).toBe(true);
  });

  const pixel = Uint8Array.of(0, 1, 2, 3, 255);
  const good = pngOf({ width: 1, height: 1, rows: pixel });

  it('may be one pixel', () => {
    expect(readPng(good)).toEqual({ width: 1, height: 1, rgba: Uint8Array.of(1, 2, 3, 255) });
  });

  it.each([
    ['is no PNG', Buffer.from('GIF89a')],
    ['is empty', Buffer.alloc(0)],
    ['has no header', good.subarray(0, 8)],
    ['ends within its header', good.subarray(0, 30)],
    ['ends within its pixels', good.subarray(0, good.length - 20)],
    ['has a bit that is another', Buffer.from(good).fill(0x77, 18, 19)],
    ['says that it is enormous', pngOf({ width: 2 ** 31 - 1, height: 2 ** 31 - 1, rows: pixel })],
    ['is wider than any logo', pngOf({ width: MAX_PICTURE_SIDE + 1, height: 1, rows: pixel })],
    ['has no pixels', pngOf({ width: 0, height: 1, rows: pixel })],
    ['has more pixels than it says', pngOf({ width: 1, height: 1, rows: Buffer.alloc(50_000_000) })],
    ['has fewer pixels than it says', pngOf({ width: 2, height: 2, rows: pixel })],
    ['has sixteen bits', pngOf({ width: 1, height: 1, bits: 16, rows: Buffer.alloc(9) })],
    ['has a colour type that there is not', pngOf({ width: 1, height: 1, colourType: 5, rows: pixel })],
    ['is interlaced', pngOf({ width: 1, height: 1, interlace: 1, rows: pixel })],
    ['has a filter that there is not', pngOf({ width: 1, height: 1, rows: Uint8Array.of(9, 1, 2, 3, 4) })],
    ['has no palette', pngOf({ width: 1, height: 1, colourType: 3, rows: Uint8Array.of(0, 0) })],
    [
      'has pixels that are not in its palette',
      pngOf({
        width: 1,
        height: 1,
        colourType: 3,
        rows: Uint8Array.of(0, 9),
        palette: Uint8Array.of(1, 2, 3),
      }),
    ],
  ])('is refused if it %s', (_, bytes) => {
    expect(() => readPng(bytes)).toThrow(/^its? /);
  });
});
