import { describe, expect, test } from 'vitest';
import { decodableFrames } from '../../../src/masters/random-access/decodable-frames.js';
import { withoutEmptySamples } from '../../../src/masters/random-access/empty-samples.js';
import type { SampleTable } from '../../../src/tracks/track.js';

/** @param times of samples in decode order. */
function frames(times: readonly number[], points: Parameters<typeof decodableFrames>[1]): number[] {
  const order = Uint32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]!);
  return Array.from(decodableFrames(order, points, Float64Array.from(times)));
}

describe('frames that can be decoded', () => {
  const sync = (...samples: readonly number[]) =>
    Uint8Array.from({ length: 6 }, (_, i) => Number(samples.includes(i)));

  test('are all if the first sample is a random access point', () => {
    expect(frames([0, 3, 1, 2, 4, 5], { sync: sync(0), independent: Uint32Array.of(0) })).toEqual([
      0, 2, 3, 1, 4, 5,
    ]);
  });

  test('are not those before the first', () => {
    const points = { sync: sync(2, 4), independent: Uint32Array.of(2, 4) };
    expect(frames([0, 1, 2, 3, 4, 5], points)).toEqual([2, 3, 4, 5]);
  });

  test('are not leading pictures of an open group that begins the track', () => {
    const times = [2, 0, 1, 5, 3, 4];
    expect(frames(times, { sync: sync(0), independent: new Uint32Array() })).toEqual([0, 4, 5, 3]);
    expect(frames(times, { sync: sync(0), independent: Uint32Array.of(0) })).toEqual([1, 2, 0, 4, 5, 3]);
  });

  test('begin with the end of a gradual refresh', () => {
    const refreshes = { starts: Uint32Array.of(1), ends: Uint32Array.of(3) };
    const points = { sync: sync(), independent: new Uint32Array(), refreshes };
    expect(frames([0, 1, 2, 3, 4, 5], points)).toEqual([3, 4, 5]);
  });

  test('are what they are where nothing is known', () => {
    expect(frames([0, 1, 2, 3, 4, 5], { sync: sync() })).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('samples without a byte', () => {
  const table: SampleTable = {
    count: 5,
    offsets: Float64Array.of(0, 10, 10, 20, 20),
    sizes: Uint32Array.of(10, 0, 10, 0, 5),
    times: Float64Array.of(0, 1, 3, 2, 4),
    sync: Uint8Array.of(1, 1, 0, 0, 1),
    descriptions: Uint8Array.of(1, 1, 1, 2, 2),
  };

  test('are left out, so that the frame before lasts longer', () => {
    expect(withoutEmptySamples({ table, frames: Uint32Array.of(0, 1, 3, 2, 4) })).toEqual({
      table: {
        count: 3,
        offsets: Float64Array.of(0, 10, 20),
        sizes: Uint32Array.of(10, 10, 5),
        times: Float64Array.of(0, 3, 4),
        sync: Uint8Array.of(1, 0, 1),
        descriptions: Uint8Array.of(1, 1, 2),
      },
      frames: Uint32Array.of(0, 1, 2),
    });
  });

  test('are those that have nothing beyond what all samples begin with', () => {
    const prefixed = { ...table, prefix: Uint8Array.of(1, 2, 3, 4, 5) };
    const { table: left } = withoutEmptySamples({ table: prefixed, frames: Uint32Array.of(0, 2, 4) });
    expect(left.count).toBe(2);
  });

  test('cost nothing if there are none', () => {
    const whole = { table: { ...table, sizes: new Uint32Array(5).fill(1) }, frames: Uint32Array.of(0) };
    expect(withoutEmptySamples(whole).table).toBe(whole.table);
  });
});
