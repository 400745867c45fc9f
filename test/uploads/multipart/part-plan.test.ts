import { describe, expect, it } from 'vitest';
import { partCount, partSize, planParts } from '../../../src/uploads/multipart/part-plan.js';

const MIB = 1024 * 1024;

describe('the parts of an upload', () => {
  it.each([
    [1, undefined, 64 * MIB, [1]],
    [64 * MIB, undefined, 64 * MIB, [64 * MIB]],
    [64 * MIB + 1, undefined, 64 * MIB, [64 * MIB, 1]],
    [12 * MIB, 5 * MIB, 5 * MIB, [5 * MIB, 5 * MIB, 2 * MIB]],
  ])(
    'of %i bytes are as large as asked for (%s), else 64 MiB; the last one is the rest',
    (bytes, asked, each, sizes) => {
      const plan = planParts(bytes, asked);
      expect(plan).toEqual({ bytes, partBytes: each });
      expect(Array.from({ length: partCount(plan) }, (_, i) => partSize(plan, i + 1))).toEqual(sizes);
    },
  );

  it('are never more than a thousand', () => {
    const plan = planParts(1024 ** 4);
    expect(plan.partBytes).toBe(Math.ceil(1024 ** 4 / 1000));
    expect(partCount(plan)).toBe(1000);
  });

  it.each([
    [12 * MIB, 5 * MIB - 1],
    [12 * MIB, 5 * 1024 * MIB + 1],
    [10_000 * MIB, 5 * MIB],
    [6000 * 1024 ** 3, undefined],
  ])('are refused where a store would: %i bytes in parts of %s', (bytes, asked) => {
    expect(() => planParts(bytes, asked)).toThrow(expect.objectContaining({ code: 'body_invalid' }));
  });
});
