import { expect, it } from 'vitest';
import { SegmentSizes } from '../../src/segments/segment-sizes.js';

it('records sizes by rendition and segment; those of segments not produced yet are 0', () => {
  const sizes = new SegmentSizes();
  sizes.record('v240-a', 2, 4, 700);
  sizes.record('v240-a', 0, 4, 500);
  sizes.record('v240-b', 0, 1, 9);
  expect(Array.from(sizes.sizesOf('v240-a') ?? [])).toStrictEqual([500, 0, 700, 0]);
  expect(sizes.sizesOf('v240-c')).toBeUndefined();
});

it('keeps the sizes of a rendition that gets more segments', () => {
  const sizes = new SegmentSizes();
  sizes.record('v240-a', 1, 2, 700);
  sizes.record('v240-a', 3, 4, 500);
  sizes.record('v240-a', 0, 3, 300);
  expect(Array.from(sizes.sizesOf('v240-a') ?? [])).toStrictEqual([300, 700, 0, 500]);
});

it('forgets the least recently used renditions, so that memory is bounded', () => {
  const sizes = new SegmentSizes(100_000);
  for (let i = 0; i < 100; i++) sizes.record(`r${i}`, 0, 1000, 1);
  expect(sizes.sizesOf('r0')).toBeUndefined();
  expect(sizes.sizesOf('r99')).toBeDefined();
});
