import { describe, expect, test } from 'vitest';

import { shownRanges } from '../../../src/tracks/index.js';
import { codeOf } from '../../masters/support/errors.js';

/** Samples of a second each, from 0 on, in ticks of a thousandth. */
function media(count: number) {
  return {
    count,
    offsets: Float64Array.from({ length: count }, (_, i) => 100 * i),
    sizes: new Uint32Array(count).fill(10),
    compositionTimes: Float64Array.from({ length: count }, (_, i) => 1000 * i),
    durations: new Uint32Array(count).fill(1000),
  };
}

/** As seconds of presentation, by offset. */
function ranges(...edits: Parameters<typeof shownRanges>[2]) {
  return shownRanges(media(4), 1000, edits, 100).map(({ offset, start, end }) => [offset, start, end]);
}

const edit = (duration: number, mediaTime: number, rate = 1) => ({ duration, mediaTime, rate });

describe('the ranges of text', () => {
  test('are those of its samples where nothing is edited', () => {
    expect(ranges()).toEqual([
      [0, 0, 1000],
      [100, 1000, 2000],
      [200, 2000, 3000],
      [300, 3000, 4000],
    ]);
  });

  test('are delayed by an empty edit, and cut where an edit cuts', () => {
    expect(ranges(edit(50, -1), edit(200, 1500))).toEqual([
      [100, 500, 1000],
      [200, 1000, 2000],
      [300, 2000, 2500],
    ]);
  });

  test('are there again where media is repeated, and shorter where it is faster', () => {
    expect(ranges(edit(100, 0), edit(100, 0), edit(100, 1000, 2))).toEqual([
      [0, 0, 1000],
      [0, 1000, 2000],
      [100, 2000, 2500],
      [200, 2500, 3000],
    ]);
  });

  test('leave out what stands still', () => {
    expect(ranges(edit(300, 1000, 0), edit(100, 1000))).toEqual([[100, 3000, 4000]]);
  });

  test('are refused where they are millions', async () => {
    const edits = Array.from({ length: 200 }, (_, i) => edit(100, i % 2 === 0 ? 0 : 5000));
    expect(await codeOf(() => shownRanges(media(20_000), 1000, edits, 100))).toBe('master_too_complex');
  });
});
