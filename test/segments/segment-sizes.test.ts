import { expect, it } from 'vitest';
import { SegmentSizes } from '../../src/segments/segment-sizes.js';

it('notes sizes by rendition and segment, and knows nothing of what was not made', () => {
  const rates = new SegmentSizes();
  rates.record('v240-a', 2, 4, 700);
  rates.record('v240-a', 0, 4, 500);
  rates.record('v240-b', 0, 1, 9);
  expect(Array.from(rates.sizesOf('v240-a') ?? [])).toStrictEqual([500, 0, 700, 0]);
  expect(rates.sizesOf('v240-c')).toBeUndefined();
});

it('forgets renditions that were not made for long, so that memory is bounded', () => {
  const rates = new SegmentSizes(100_000);
  for (let i = 0; i < 100; i++) rates.record(`r${i}`, 0, 1000, 1);
  expect(rates.sizesOf('r0')).toBeUndefined();
  expect(rates.sizesOf('r99')).toBeDefined();
});
