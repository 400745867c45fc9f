import { describe, expect, it } from 'vitest';
import { toRetryAfterMs } from '../../src/edges/retry-after.js';

const NOW = Date.parse('2026-08-01T12:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['Sat, 01 Aug 2026 12:00:30 GMT', 30_000],
  ])('is parsed as seconds and as a date: %s', (value, expected) => {
    expect(toRetryAfterMs(value, NOW)).toBe(expected);
  });

  it('is clamped to between zero and an hour', () => {
    expect(toRetryAfterMs('9999999999', NOW)).toBe(3_600_000);
    expect(toRetryAfterMs('Sun, 01 Aug 2066 12:00:00 GMT', NOW)).toBe(3_600_000);
    expect(toRetryAfterMs('Sat, 01 Aug 2026 11:00:00 GMT', NOW)).toBe(0);
  });

  it.each([
    null,
    '',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    'soon',
    '99999999999',
    '2026-08-01',
    'Sat, 41 Aug 2026 12:00:00 GMT',
  ])('is ignored unless it has a form of the standard: %s', (value) => {
    expect(toRetryAfterMs(value, NOW)).toBeUndefined();
  });
});
