import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { constantRate } from '../../../../src/demux/matroska/frames/frame-rate.js';

const MILLISECOND = 1_000_000;
const SECOND = 1000 * MILLISECOND;

interface Video {
  readonly rate: number;
  readonly count?: number;
  readonly first?: number;
  readonly tick?: number;
  readonly stated?: number;
  readonly round?: (ticks: number) => number;
  /** Whether a frame is in the file. */
  readonly has?: (frame: number) => boolean;
}

/** The rate found for frames at constant intervals whose times are rounded. */
function rateOf(video: Video) {
  const {
    rate,
    count = 500,
    first = 0,
    tick = MILLISECOND,
    stated,
    round = Math.round,
    has = () => true,
  } = video;
  const frames = Array.from({ length: count }, (_, i) => i).filter(has);
  const times = Float64Array.from(frames, (i) => round(((i * SECOND) / rate + first) / tick) * tick);
  return constantRate({ times, isPresented: () => true, tick, defaultDuration: stated });
}

const FILM = { timescale: 24_000, frameTicks: 1001 };

test.each([
  ['24000/1001', { rate: 24_000 / 1001 }, FILM],
  ['24', { rate: 24 }, { timescale: 24_000, frameTicks: 1000 }],
  ['25', { rate: 25 }, { timescale: 25_000, frameTicks: 1000 }],
  ['30000/1001', { rate: 30_000 / 1001 }, { timescale: 30_000, frameTicks: 1001 }],
  ['50', { rate: 50 }, { timescale: 50_000, frameTicks: 1000 }],
  ['120000/1001', { rate: 120_000 / 1001 }, { timescale: 120_000, frameTicks: 1001 }],
  ['1', { rate: 1 }, { timescale: 1000, frameTicks: 1000 }],
])('%s frames per second are found, with and without a stated duration', (_, video, expected) => {
  expect(rateOf(video)).toMatchObject(expected);
  expect(rateOf({ ...video, stated: Math.round(SECOND / video.rate) })).toMatchObject(expected);
});

test.each([
  ['rounded down', { round: Math.floor }],
  ['rounded up', { round: Math.ceil }],
  ['that begin later', { first: 21.7 * MILLISECOND }],
  ['with a stated duration that is rounded to milliseconds', { stated: 42 * MILLISECOND }],
  ['with a stated duration of another rate', { stated: 40 * MILLISECOND, count: 5000 }],
  ['in a finer scale', { tick: 1000 }],
  ['with frames missing', { has: (i: number) => i % 10 !== 3, stated: 41_708_333 }],
  ['over an hour', { count: 3600 * 24 }],
])('times %s have the rate', (_, video: Partial<Video>) => {
  expect(rateOf({ rate: 24_000 / 1001, ...video })).toMatchObject(FILM);
});

test('a rate that is not usual is found if it is stated', () => {
  const video = { rate: 12.5, stated: 80 * MILLISECOND };
  expect(rateOf(video)).toMatchObject({ timescale: 25_000, frameTicks: 2000 });
  expect(rateOf({ rate: 12.5 })).toBeUndefined();
});

test('the first frame is at its stored time', () => {
  expect(rateOf({ rate: 25, first: 7 * MILLISECOND })?.firstTime).toBe(7 * MILLISECOND);
});

describe('no rate is found', () => {
  const of = (times: readonly number[], stated?: number) =>
    constantRate({
      times: Float64Array.from(times, (time) => time * MILLISECOND),
      isPresented: () => true,
      tick: MILLISECOND,
      defaultDuration: stated,
    });

  test.each([
    ['a single frame', [0]],
    ['no frame', []],
    ['frames at one time', [0, 0, 0]],
    ['variable intervals', [0, 33, 80, 100, 180, 200, 260, 290]],
    ['a rate that changes', [...Array(50).keys()].map((i) => (i < 25 ? 40 * i : 1000 + 33 * (i - 25)))],
    ['intervals of a tick', [0, 1, 2, 3, 4]],
  ])('for %s', (_, times) => {
    expect(of(times)).toBeUndefined();
  });

  test('where the stated duration has nothing to do with the times', () => {
    expect(of([0, 33, 80, 100, 180, 200, 260, 290], 40 * MILLISECOND)).toBeUndefined();
  });
});

test('frames that are not presented do not count', () => {
  const times = Float64Array.of(0, 39.7 * MILLISECOND, 40 * MILLISECOND, 80 * MILLISECOND);
  const found = constantRate({
    times,
    isPresented: (i) => i !== 1,
    tick: MILLISECOND,
    defaultDuration: undefined,
  });
  expect(found).toMatchObject({ timescale: 25_000, frameTicks: 1000 });
});

test('whatever the times are, a rate explains each of them to a tick', () => {
  const times = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(times, fc.option(fc.integer({ min: 1, max: 200 })), (milliseconds, stated) => {
      const nanoseconds = Float64Array.from(milliseconds, (time) => time * MILLISECOND);
      const defaultDuration = stated === null ? undefined : stated * MILLISECOND;
      const rate = constantRate({
        times: nanoseconds,
        isPresented: () => true,
        tick: MILLISECOND,
        defaultDuration,
      });
      if (!rate) return;
      const frame = (rate.frameTicks * SECOND) / rate.timescale;
      for (const time of nanoseconds) {
        const elapsed = time - rate.firstTime;
        expect(Math.abs(elapsed - Math.round(elapsed / frame) * frame)).toBeLessThan(MILLISECOND + 2);
      }
    }),
  );
});
