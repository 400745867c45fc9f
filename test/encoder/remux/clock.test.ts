import { expect, test } from 'vitest';
import { clockOf, shiftOf } from '../../../src/encoder/remux/clock.js';

test.each([0, 0.025057, -0.5, 100_000.75])('a file that begins at %d s begins at 0 in MP4', (start) => {
  const clock = clockOf('ogg', start);
  expect(clock).toEqual({ input: ['-copyts'], output: [], startSeconds: start });
  expect(start + shiftOf(clock, 'mp4')).toBe(0);
});

test.each([0, 0.025057, -0.5, 100_000.75])('in Matroska it is moved by whole seconds: %d s', (start) => {
  const shift = shiftOf(clockOf('ogg', start), 'matroska');
  expect(Number.isInteger(shift)).toBe(true);
  expect(start + shift).toBeGreaterThanOrEqual(10);
  expect(start + shift).toBeLessThan(11);
});

test.each(['mpeg', 'mpegts'])('ffmpeg follows the jumps of the clock of %s', (container) => {
  const clock = clockOf(container, 7);
  expect(clock).toEqual({ input: [], output: expect.arrayContaining(['0:v?', '0:a?']), startSeconds: 0 });
  expect(shiftOf(clock, 'mov')).toBeCloseTo(0);
});

test.each([
  [1.1, 0],
  [-0.5, -0.5],
])('ASF may have frames before the start that ffmpeg states: %d s', (stated, start) => {
  expect(clockOf('asf', stated)).toEqual({ input: ['-copyts'], output: [], startSeconds: start });
});
