import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteRange } from '../../../../src/origin/media/responses/byte-range.js';

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }],
    ['bytes=0-99', { start: 0, end: 100 }],
    ['BYTES= 10-19 ', { start: 10, end: 20 }],
    ['bytes=90-', { start: 90, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-1000', { start: 0, end: 100 }],
    ['bytes=50-99999999999999999999999', { start: 50, end: 100 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=99999999999999999999999-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', undefined],
    ['bytes=-', undefined],
    ['bytes=', undefined],
    ['bytes=0-1,5-6', undefined],
    ['bytes=0x1-2', undefined],
    ['bytes=1.5-2', undefined],
    ['seconds=0-1', undefined],
    ['', undefined],
  ])('%s of 100 bytes', (header, range) => {
    expect(byteRange(header, 100)).toStrictEqual(range);
  });

  it('never exceeds the content, for any header', () => {
    const position = fc.oneof(fc.constant(''), fc.nat(), fc.bigInt({ min: 0n, max: 1n << 80n }));
    const header = fc.oneof(
      fc.tuple(position, position).map(([first, last]) => `bytes=${first}-${last}`),
      fc.string(),
      fc.string().map((text) => `bytes=${text}`),
    );
    fc.assert(
      fc.property(header, fc.integer({ min: 1, max: 1 << 30 }), (text, size) => {
        const range = byteRange(text, size);
        if (range === undefined || range === 'unsatisfiable') return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.start).toBeLessThan(range.end);
        expect(range.end).toBeLessThanOrEqual(size);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
