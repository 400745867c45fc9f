import { describe, expect, it } from 'vitest';
import { cutText } from '../../../src/packager/index.js';

/** `a` for a second, nothing for half a second, `bc` for two. */
const text = {
  durations: Uint32Array.of(1000, 500, 2000),
  sizes: Uint32Array.of(1, 0, 2),
  bytes: Buffer.from('abc'),
};

function cut(start: number, seconds: number) {
  const { durations, sizes, bytes } = cutText(text, start, seconds);
  return { durations: [...durations], sizes: [...sizes], bytes: Buffer.from(bytes).toString() };
}

describe('a part of a text', () => {
  it.each([
    [0, 3.5, [1000, 500, 2000], [1, 0, 2], 'abc'],
    [0.25, 0.5, [500], [1], 'a'],
    [0.5, 1.5, [500, 500, 500], [1, 0, 2], 'abc'],
    [1, 0.5, [500], [0], ''],
    [1.5, 1, [1000], [2], 'bc'],
    [1.2, 9, [300, 2000], [0, 2], 'bc'],
    [9, 1, [], [], ''],
  ])(
    'from %f s on, for %f s, has the samples that are shown then, as long as they are',
    (start, seconds, durations, sizes, bytes) => {
      expect(cut(start, seconds)).toEqual({ durations, sizes, bytes });
    },
  );
});
