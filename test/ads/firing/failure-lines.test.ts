import { describe, expect, it } from 'vitest';
import { FailureLines } from '../../../src/ads/firing/failure-lines.js';

describe('failures in the log', () => {
  it('are one of each host in a minute, which says how many there were besides', () => {
    let now = 0;
    const lines = new FailureLines(() => now);
    expect([lines.take('a'), lines.take('a'), lines.take('a'), lines.take('b')]).toEqual([
      0,
      undefined,
      undefined,
      0,
    ]);
    now = 60_000;
    expect([lines.take('a'), lines.take('b')]).toEqual([2, 0]);
  });
});
