import { expect, test } from 'vitest';
import { withDecoderDelay } from '../../../src/masters/indexing/tracks/decoder-delay.js';
import type { VideoTrack } from '../../../src/tracks/track.js';
import { videoTrack } from '../support/tracks.js';

/** A track of 25 frames per second that is stored with these times, in hundredths of a second. */
const stored = (...times: readonly number[]) =>
  videoTrack(
    times.map((time) => ({ time, sync: true })),
    100,
    4,
  );
const presented = ({ samples, start, end }: VideoTrack) => [Array.from(samples.times), start, end];

test('frames are presented when the decoder returns them', () => {
  expect(presented(withDecoderDelay(stored(0, 4, 8, 12), 0.08))).toEqual([[8, 12, 16, 20], 8, 24]);
});

test('so are those of an irregular rate', () => {
  expect(presented(withDecoderDelay(stored(0, 16, 20, 24), 0.16))).toEqual([[16, 20, 24, 28], 16, 32]);
});

test('the last are as far apart as most, however far the first is from the others', () => {
  const delayed = withDecoderDelay(stored(0, 100, 104, 108), 1);
  expect(presented(delayed)).toEqual([[100, 104, 108, 112], 100, 116]);
});

test('so are those that are stored in another order than they are presented in', () => {
  expect(presented(withDecoderDelay(stored(0, 12, 4, 8), 0.04))).toEqual([[4, 16, 8, 12], 4, 20]);
});

test.each([
  ['the decoder has no delay', stored(0, 4, 8, 12), 0],
  ['no frame is at that time', stored(0, 4, 8, 12), 0.06],
])('nothing changes where %s', (_, track, seconds) => {
  const before = presented(track);
  expect(presented(withDecoderDelay(track, seconds))).toEqual(before);
});
