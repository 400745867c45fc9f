import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { produceAhead } from '../../src/downloads/produce-ahead.js';

describe('producing ahead', () => {
  const numbers = [0, 1, 2, 3, 4, 5];

  it('yields the results in order, whichever is ready first', async () => {
    const results: number[] = [];
    const slowFirst = async (n: number) => {
      for (let turns = n === 0 ? 5 : 0; turns > 0; turns--) await turn();
      return n;
    };
    for await (const result of produceAhead(numbers, 2, slowFirst)) results.push(result);
    expect(results).toEqual(numbers);
  });

  it('begins no more than it may while the reader is busy', async () => {
    const begun: number[] = [];
    const reader = produceAhead(numbers, 2, async (n) => begun.push(n));
    expect(begun).toEqual([]);
    await reader.next();
    await turn();
    expect(begun).toEqual([0, 1, 2]);
    await reader.next();
    await turn();
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('ends what it has begun when the reader leaves', async () => {
    const signals: AbortSignal[] = [];
    for await (const _ of produceAhead(numbers, 2, async (_, signal) => signals.push(signal))) break;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });

  it('fails in the turn of what failed, and ends the others', async () => {
    const seen: number[] = [];
    const signals: AbortSignal[] = [];
    const read = async () => {
      const failing = async (n: number, signal: AbortSignal) => {
        signals.push(signal);
        if (n === 1) throw new Error('one');
        return n;
      };
      for await (const result of produceAhead(numbers, 3, failing)) seen.push(result);
    };
    await expect(read()).rejects.toThrow('one');
    expect(seen).toEqual([0]);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });
});
