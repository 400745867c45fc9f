import { describe, expect, test } from 'vitest';
import { doublingDelayMs, jittered } from '../../../src/shared/outbox/backoff.js';

describe('a doubling delay', () => {
  test('doubles with each failure up to its maximum', () => {
    const delays = [1, 2, 3, 4, 5, 6].map((failures) => doublingDelayMs(failures, 250, 3000));
    expect(delays).toEqual([250, 500, 1000, 2000, 3000, 3000]);
  });

  test('is the maximum after any number of failures', () => {
    expect(doublingDelayMs(1_000_000, 250, 3000)).toBe(3000);
  });
});

describe('a jittered delay', () => {
  test('varies over all of its range and not beyond', () => {
    const delays = Array.from({ length: 1000 }, () => jittered(1000, { least: 0.5, most: 1.5 }));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...delays)).toBeLessThan(1500);
    // One of a thousand is in each tenth, but for one case in 10^44.
    expect(new Set(delays.map((ms) => Math.floor(ms / 100))).size).toBe(10);
  });
});
