import { describe, expect, test } from 'vitest';
import type { CodedPicture, PictureType } from '../../../src/bitstream/coded-picture.js';
import { OrderCounter } from '../../../src/bitstream/picture-order.js';
import { CountedOrder, reordered, TypedOrder } from '../../../src/masters/random-access/frame-order.js';

const order = (positions: Float64Array) => {
  const samples = reordered(positions);
  return samples && Array.from(samples);
};

describe('frames are presented', () => {
  function byType(types: string) {
    const collected = new TypedOrder(types.length);
    for (const [sample, type] of Array.from(types).entries())
      collected.add(sample, { type: type as PictureType } as CodedPicture);
    return order(collected.positions());
  }

  test('as they are decoded, if no B picture is among them', () => {
    expect(byType('IPPIP')).toBeUndefined();
  });

  test('with a B picture before the reference picture that it follows', () => {
    expect(byType('IPBBPBBI')).toEqual([0, 2, 3, 1, 5, 6, 4, 7]);
    expect(byType('IBBPBB')).toEqual([1, 2, 0, 4, 5, 3]);
  });

  test('by picture order count, sequence after sequence', () => {
    const collected = new CountedOrder(7);
    const counts = [0, 8, 4, 2, 0, 6, -2];
    for (const [sample, count] of counts.entries())
      expect(collected.add(sample, { startsSequence: sample % 4 === 0, count })).toBe(true);
    expect(order(collected.positions())).toEqual([0, 3, 2, 1, 6, 4, 5]);
    expect(collected.add(0, undefined)).toBe(false);
  });
});

test('picture order count goes on where its coded bits wrap', () => {
  const counter = new OrderCounter();
  const coded = [0, 6, 4, 12, 10, 2, 0, 8, 14];
  expect(coded.map((low) => counter.next(low, 4, low % 4 === 0 || low === 6))).toEqual([
    0, 6, 4, 12, 10, 18, 16, 24, 30,
  ]);
  counter.reset();
  expect(counter.next(14, 4, true)).toBe(-2);
});
