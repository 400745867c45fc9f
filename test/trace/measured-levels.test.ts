/**
 * Fifty codes, of three minutes each, by what was read of a real copy: 180 s of the trailer of Sintel at 480p, encoded again at 360p and crf 30, whose own
 * code was read of all there are. Of each segment of another code a level is drawn from those that were read of its variant.
 */
import { describe, expect, it } from 'vitest';
import { variantOfCode } from '../../src/shared/trace/codeword.js';
import { assetTraceKeys } from '../../src/shared/trace/trace-key.js';
import { accusedOf } from '../../src/trace/accusations.js';
import type { Evidence } from '../../src/trace/segment-evidence.js';
import { patternLeft, softBits } from '../../src/trace/soft-bits.js';
import { seededRandom } from './support/seeded-random.js';

type Read = readonly [level: number, noise: number];

const FIRST: readonly Read[] = [
  [-0.0, 0.0],
  [0.05, 0.04],
  [0.03, 0.04],
  [0.01, 0.04],
  [0.01, 0.04],
  [0.02, 0.01],
  [0.05, 0.03],
  [0.05, 0.05],
  [-0.05, 0.03],
  [0.01, 0.04],
  [-0.0, 0.01],
  [-0.01, 0.03],
  [-0.05, 0.03],
  [0.04, 0.05],
  [-0.03, 0.03],
  [0.01, 0.02],
  [0.05, 0.03],
  [-0.02, 0.04],
  [0.0, 0.01],
  [0.02, 0.03],
];
const SECOND: readonly Read[] = [
  [0.92, 0.09],
  [1.19, 0.11],
  [0.78, 0.07],
  [0.83, 0.08],
  [0.92, 0.08],
  [0.93, 0.09],
  [0.94, 0.09],
  [1.04, 0.11],
  [1.14, 0.1],
  [0.8, 0.08],
  [0.77, 0.09],
  [0.8, 0.07],
  [0.96, 0.11],
  [0.72, 0.07],
  [0.92, 0.08],
  [1.03, 0.1],
  [0.91, 0.09],
  [0.68, 0.07],
  [0.74, 0.07],
  [0.93, 0.09],
  [0.92, 0.08],
  [0.86, 0.08],
  [1.21, 0.11],
  [0.7, 0.08],
  [0.88, 0.09],
  [1.02, 0.12],
];

const keys = assetTraceKeys('0'.repeat(64), 'film');
const random = seededRandom(3);
const drawn = (from: readonly Read[]) => from[Math.floor(random() * from.length)]!;
const codes = Array.from({ length: 50 }, () => Math.floor(random() * 2 ** 32));

function readOf(codeAt: (segment: number) => number, count: number, first = 0) {
  const evidence = Array.from({ length: count }, (_, i): Evidence => {
    const segment = first + i;
    const isSecond = variantOfCode(keys.codes, segment, codeAt(segment)) === 'b';
    const [level, noise] = drawn(isSecond ? SECOND : FIRST);
    return { segment, level, noise };
  });
  return softBits(evidence, patternLeft(evidence));
}

describe('what is read of copies at 360p and crf 30', () => {
  it('tells each of fifty codes from three minutes, of all there are', () => {
    for (const [i, code] of codes.entries()) {
      const accused = accusedOf(
        readOf(() => code, 46, 5 * i),
        keys,
      );
      expect(accused.map((one) => one.code)).toEqual([code]);
    }
  });

  it('tells of a mix of two viewers one of them, and no other, from ten minutes', () => {
    for (let i = 0; i + 1 < codes.length; i += 2) {
      const both = [codes[i]!, codes[i + 1]!];
      const bits = readOf(() => both[random() < 0.5 ? 0 : 1]!, 150);
      const accused = accusedOf(bits, keys, codes).map(({ code }) => code);
      expect(accused.length).toBeGreaterThan(0);
      expect(accused.filter((code) => !both.includes(code))).toEqual([]);
    }
  });

  it('tells nothing where all segments are first variants, of all there are and of the fifty', () => {
    for (let first = 0; first < 50; first++) {
      const evidence = Array.from({ length: 46 }, (_, i): Evidence => {
        const [level, noise] = drawn(FIRST);
        return { segment: first + i, level, noise };
      });
      const bits = softBits(evidence, patternLeft(evidence));
      expect([accusedOf(bits, keys), accusedOf(bits, keys, codes)]).toEqual([[], []]);
    }
  });
});
