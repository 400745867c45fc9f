import { describe, expect, it } from 'vitest';
import { patternFrame } from '../../../src/encoder/trace/pattern-frame.js';
import {
  PATTERN_COLUMNS,
  PATTERN_ROWS,
  patternAt,
  pixelMiddles,
  segmentPattern,
} from '../../../src/shared/trace/pattern.js';

const KEY = 'a'.repeat(64);
const pattern = segmentPattern(KEY, 3);
const valuesAt = (width: number, height: number, of = pattern) =>
  patternAt(of, pixelMiddles(width), pixelMiddles(height));

/** From -1 to 1. */
function correlation(one: Float64Array, other: Float64Array): number {
  const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
}

describe('the pattern of a segment', () => {
  it('has its signs in the middles of its cells', () => {
    expect([...valuesAt(PATTERN_COLUMNS, PATTERN_ROWS)]).toEqual([...pattern.signs]);
  });

  it('is the same in frames of all sizes', () => {
    const [small, large] = [valuesAt(160, 90), valuesAt(1920, 1080)];
    const scaled = Float64Array.from({ length: 160 * 90 }, (_, i) => {
      const [x, y] = [i % 160, Math.floor(i / 160)];
      return large[(y * 12 + 6) * 1920 + x * 12 + 6]!;
    });
    expect(correlation(small, scaled)).toBeGreaterThan(0.999);
  });

  it('has little in common with that of another segment, and of another key', () => {
    for (const other of [segmentPattern(KEY, 4), segmentPattern('b'.repeat(64), 3)])
      expect(Math.abs(correlation(valuesAt(160, 90), valuesAt(160, 90, other)))).toBeLessThan(0.35);
  });
});

describe('the frame of a pattern', () => {
  it('is of one level more or less around the middle, and has no chroma', () => {
    const frame = patternFrame(pattern, { width: 64, height: 36 });
    expect(frame.length).toBe((64 * 36 * 3) / 2);
    expect(new Set(frame.subarray(0, 64 * 36))).toEqual(new Set([127, 128, 129]));
    expect(new Set(frame.subarray(64 * 36))).toEqual(new Set([128]));
  });

  it('is all the same each time', () => {
    const size = { width: 320, height: 180 };
    expect(Buffer.from(patternFrame(pattern, size))).toEqual(
      Buffer.from(patternFrame(segmentPattern(KEY, 3), size)),
    );
  });
});
