import { describe, expect, test } from 'vitest';
import { FEED_START_SECONDS } from '../../../src/encoder/feed/feed-plan.js';
import { checkFrames, type Expectation } from '../../../src/encoder/produce/encode/check-frames.js';
import type { CodedSample, FragmentedTrack } from '../../../src/packager/index.js';
import { codeOf } from '../../masters/support/errors.js';

const TIMESCALE = 1000;
const FEED_START = FEED_START_SECONDS * TIMESCALE;
const SETS = Uint8Array.of(1, 2, 3);

/** A segment of five frames, starting at 8000 in the master; one frame is long. */
const EXPECTED: Expectation = {
  times: Float64Array.of(8000, 8040, 8080, 8300, 8340, 8380),
  codec: 'h264',
  timescale: TIMESCALE,
  parameterSets: SETS,
  orderUnknown: false,
  decodeErrors: false,
};

/** Encoder output with frames at these times from the segment's start, in decode order. */
function encoded(times: readonly number[], values: Partial<FragmentedTrack> = {}): FragmentedTrack {
  const samples = times.map(
    (time, i): CodedSample => ({
      decodeTime: FEED_START + i,
      compositionTime: FEED_START + time,
      duration: 1,
      sync: i === 0,
      data: Uint8Array.of(i),
    }),
  );
  return { timescale: TIMESCALE, sampleEntry: { type: 'avc1', avcC: SETS }, samples, ...values };
}

const check = (track: FragmentedTrack, changes: Partial<Expectation> = {}) =>
  checkFrames(track, { ...EXPECTED, ...changes });

test('frames at the expected times pass, with their positions in presentation order', () => {
  const { ranks, times } = check(encoded([0, 300, 40, 80, 340]));
  expect(Array.from(ranks)).toEqual([0, 3, 1, 2, 4]);
  expect(Array.from(times)).toEqual(Array.from(EXPECTED.times));
});

describe('where ffmpeg reported decode errors', () => {
  const decodeErrors = { decodeErrors: true };

  test('frames may be missing, and the others keep their times', () => {
    const { times } = check(encoded([0, 80, 340]), decodeErrors);
    expect(Array.from(times)).toEqual([8000, 8080, 8340, 8380]);
  });

  test('the next frame takes the place of a missing first frame', () => {
    expect(Array.from(check(encoded([40, 300]), decodeErrors).times)).toEqual([8000, 8300, 8380]);
  });

  test('no frame may be at another time, at the same time as another, or beyond the expected number', async () => {
    for (const times of [
      [0, 41],
      [0, 40, 40],
      [0, 40, 80, 300, 340, 380],
    ])
      expect(await codeOf(() => check(encoded(times), decodeErrors))).toBe('segment_invalid');
  });
});

describe('where frames may have been disordered on the way', () => {
  const isLossy = { isLossy: true };

  test('frames may be missing, and are shown when the decoder has them', () => {
    expect(Array.from(check(encoded([0, 85, 300, 335]), isLossy).times)).toEqual([
      8000, 8085, 8300, 8335, 8380,
    ]);
  });

  test('there may be none at all', () => {
    expect(check(encoded([]), isLossy).samples).toEqual([]);
  });

  test('no frame may begin with another, or at or after the end', async () => {
    for (const times of [
      [0, 40, 40],
      [0, 40, 380],
      [0, 40, 500],
    ])
      expect(await codeOf(() => check(encoded(times), isLossy))).toBe('segment_invalid');
  });
});

test('where the master’s order is unknown, only the number of frames is checked', () => {
  expect(Array.from(check(encoded([0, 41, 79, 305, 340]), { orderUnknown: true }).times)).toEqual(
    Array.from(EXPECTED.times),
  );
});

const whole = encoded([0, 40, 80, 300, 340]);

test.each<[string, FragmentedTrack]>([
  ['without frames', encoded([])],
  ['with a frame too few', encoded([0, 40, 80, 300])],
  ['with a frame too many', encoded([0, 40, 80, 300, 340, 380])],
  ['with a frame at another time', encoded([0, 40, 81, 300, 340])],
  ['with all frames late', encoded([1, 41, 81, 301, 341])],
  [
    'that does not begin with a keyframe',
    { ...whole, samples: whole.samples.map((s) => ({ ...s, sync: false })) },
  ],
  ['whose first frame in order is not decoded first', encoded([40, 0, 80, 300, 340])],
  ['with another timescale', { ...whole, timescale: 999 }],
  ['without parameter sets', { ...whole, sampleEntry: { type: 'avc1' } }],
  ['with other parameter sets', { ...whole, sampleEntry: { type: 'avc1', avcC: Uint8Array.of(1, 2, 4) } }],
])('a segment %s is invalid', async (_, track) => {
  expect(await codeOf(() => check(track))).toBe('segment_invalid');
});
