/** Whose copy it is, and how probable it is that it is another's: by soft bits that are made up. */
import { describe, expect, it } from 'vitest';
import { codeBit, codeEquation } from '../../src/shared/trace/codeword.js';
import { assetTraceKeys } from '../../src/shared/trace/trace-key.js';
import { accusedOf, mostFitting } from '../../src/trace/accusations.js';
import { logChance } from '../../src/trace/false-accusation.js';
import type { SoftBit } from '../../src/trace/soft-bits.js';
import { seededRandom } from './support/seeded-random.js';

const keys = assetTraceKeys('0'.repeat(64), 'film');

const random = seededRandom(1);
const anyCode = () => Math.floor(random() * 2 ** 32);
const bitOf = (segment: number, code: number) => codeBit(codeEquation(keys.codes, segment), code);
/** What is read of a copy, from `first` on. */
const readOf = (codeAt: (segment: number) => number, count: number, first = 0, weight = () => 0.999) =>
  Array.from({ length: count }, (_, i): SoftBit => {
    const segment = first + i;
    return { segment, weight: (bitOf(segment, codeAt(segment)) === 1 ? 1 : -1) * weight() };
  });

describe('a copy of three minutes', () => {
  it('tells its code, of all there are, wherever it begins', () => {
    for (let trial = 0; trial < 50; trial++) {
      const code = anyCode();
      const [found, ...others] = accusedOf(
        readOf(() => code, 46, trial * 7),
        keys,
      );
      expect([found?.code, others.length]).toEqual([code, 0]);
      expect(found!.chance).toBeLessThan(1e-3);
      expect(found!.agreement).toBeCloseTo(1, 9);
    }
  });

  it('tells it also where some segments were read badly', () => {
    for (let trial = 0; trial < 20; trial++) {
      const code = anyCode();
      const bits = readOf(() => code, 60, 0).map((bit, i) =>
        // Two are wrong, and not sure of it.
        i % 30 === 7 ? { ...bit, weight: -0.3 * Math.sign(bit.weight) } : bit,
      );
      expect(accusedOf(bits, keys).map((one) => one.code)).toEqual([code]);
    }
  });

  it('of a film without a mark tells none', () => {
    for (let first = 0; first < 100; first++) {
      const unmarked = Array.from({ length: 46 }, (_, i) => ({ segment: first + i, weight: -0.999 }));
      expect(accusedOf(unmarked, keys)).toEqual([]);
    }
  });

  it('of noise tells none', () => {
    for (let trial = 0; trial < 100; trial++) {
      const noise = Array.from({ length: 90 }, (_, segment) => ({ segment, weight: 2 * random() - 1 }));
      expect(accusedOf(noise, keys)).toEqual([]);
    }
  });

  it('tells none of all codes where there are too few segments, but may tell one of a few', () => {
    const bits = readOf(() => 42, 30);
    expect(mostFitting(bits, keys)).toEqual([]);
    expect(accusedOf(bits, keys, [41, 42, 43]).map(({ code }) => code)).toEqual([42]);
  });
});

describe('a copy that two viewers mixed', () => {
  const candidates = Array.from({ length: 1000 }, anyCode);
  const [one, other] = [candidates[17]!, candidates[400]!];

  it.each([
    ['segment by segment', (segment: number) => (segment % 2 === 0 ? one : other)],
    ['at random', (segment: number) => (seededRandom(segment)() < 0.5 ? one : other)],
    ['in halves', (segment: number) => (segment < 75 ? one : other)],
  ])('%s names one of them at least, and no other viewer', (_how, codeAt) => {
    const accused = accusedOf(readOf(codeAt, 150), keys, candidates).map(({ code }) => code);
    expect(accused.length).toBeGreaterThan(0);
    expect(accused.filter((code) => code !== one && code !== other)).toEqual([]);
  });

  it('by averaging frames names them, and no other viewer', () => {
    const averaged = readOf(() => one, 90).map((bit) =>
      bitOf(bit.segment, one) === bitOf(bit.segment, other) ? bit : { ...bit, weight: 0.05 * bit.weight },
    );
    const accused = accusedOf(averaged, keys, candidates).map(({ code }) => code);
    expect(accused.length).toBeGreaterThan(0);
    expect(accused.filter((code) => code !== one && code !== other)).toEqual([]);
  });
});

describe('the probability that an innocent viewer fits as well', () => {
  const sure = (count: number) => Array.from({ length: count }, (_, segment) => ({ segment, weight: 1 }));

  it('is that of so many coins that all fall right', () => {
    expect(logChance(sure(46), 46)).toBeCloseTo(-46 * Math.LN2, 2);
  });

  it('is no less than the exact one, of coins of which some fall wrong', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    for (const wrong of [1, 5, 10, 20]) {
      const atMost = Array.from({ length: wrong + 1 }, (_, k) => choose(60, k)).reduce((a, b) => a + b, 0);
      expect(Math.exp(logChance(sure(60), 60 - 2 * wrong))).toBeGreaterThanOrEqual(atMost / 2 ** 60);
    }
  });

  it('is 1 for a code that fits no better than half', () => {
    for (const score of [0, -5]) expect(logChance(sure(46), score)).toBe(0);
    expect(logChance([], 0)).toBe(0);
  });

  it('is as rare as it says, among viewers who have nothing to do with the copy', () => {
    const bits = readOf(
      () => 42,
      40,
      0,
      () => 0.2 + 0.8 * random(),
    );
    const codes = Array.from({ length: 20_000 }, anyCode);
    const fitting = codes.filter((code) => {
      const score = bits.reduce(
        (sum, { segment, weight }) => sum + (bitOf(segment, code) === 1 ? weight : -weight),
        0,
      );
      return Math.exp(logChance(bits, score)) < 0.01;
    });
    expect(fitting.length).toBeLessThan(200);
  });
});
