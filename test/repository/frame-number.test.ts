import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFrameNumber, stripHeightOf } from '../support/frame-number.js';

const WIDTH = 320;
const HEIGHT = 180;

/** The cells of a number, 1 for white. */
function cellsOf(number: number): number[] {
  const bits = [...number.toString(2).padStart(12, '0')].map(Number);
  const parity = bits.reduce((sum, bit) => sum + bit, 0) % 2;
  return [1, 0, ...bits, parity, 0];
}

/** A grey frame with a strip of these cells at the bottom, with noise added to every pixel. */
function draw(cells: readonly number[], noise: (pixel: number) => number = () => 0): Uint8Array {
  const stripTop = HEIGHT - stripHeightOf(HEIGHT);
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => {
    const isStrip = Math.floor(pixel / WIDTH) >= stripTop;
    const cell = Math.floor(((pixel % WIDTH) * cells.length) / WIDTH);
    const level = isStrip ? 16 + 219 * (cells[cell] ?? 0) : 128;
    return Math.min(255, Math.max(0, level + noise(pixel)));
  });
}

describe('the number burnt into a frame', () => {
  it('is read back for every number, through noise', () => {
    const anyNumber = fc.integer({ min: 0, max: 4095 });
    const anyNoise = fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 7, maxLength: 97 });
    fc.assert(
      fc.property(anyNumber, anyNoise, (number, noise) => {
        const frame = draw(cellsOf(number), (pixel) => noise[pixel % noise.length] ?? 0);
        expect(readFrameNumber(frame, WIDTH, HEIGHT)).toBe(number);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('is not read from a mirrored frame', () => {
    for (const number of [0, 1, 5, 2048, 4095]) {
      const mirrored = draw(cellsOf(number).reverse());
      expect(readFrameNumber(mirrored, WIDTH, HEIGHT)).toBeUndefined();
    }
  });

  it('is not read if a single cell is wrong', () => {
    for (let wrong = 0; wrong < 16; wrong++) {
      const cells = cellsOf(1234).map((bit, cell) => (cell === wrong ? 1 - bit : bit));
      expect(readFrameNumber(draw(cells), WIDTH, HEIGHT), `cell ${wrong}`).toBeUndefined();
    }
  });

  it('is not read from a frame without a strip', () => {
    expect(readFrameNumber(new Uint8Array(WIDTH * HEIGHT).fill(90), WIDTH, HEIGHT)).toBeUndefined();
  });
});
