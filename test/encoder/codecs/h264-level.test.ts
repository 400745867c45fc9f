import { expect, test } from 'vitest';
import { h264 } from '../../../src/encoder/codecs/h264.js';
import { h264Level } from '../../../src/encoder/codecs/h264-level.js';

function level(width: number, height: number, rate: number, kilobits = 1): number {
  return h264Level({
    width,
    height,
    frameRate: { numerator: rate, denominator: 1 },
    maxBitrate: kilobits * 1000,
    bufferSize: kilobits * 1000,
  });
}

test.each([
  [426, 240, 30, 21],
  [640, 360, 30, 30],
  [854, 480, 25, 30],
  [854, 480, 30, 31],
  [1280, 720, 30, 31],
  [1280, 720, 60, 32],
  [1920, 1080, 30, 40],
  [1920, 1080, 60, 42],
  [2560, 1440, 30, 50],
  [3840, 2160, 30, 51],
  [3840, 2160, 60, 52],
  [4096, 2160, 120, 60],
])('%dx%d at %d frames a second needs level %d', (width, height, rate, expected) => {
  expect(level(width, height, rate)).toBe(expected);
});

test('three frames must fit into the decoded picture buffer', () => {
  // The decoded picture buffer of level 1 holds four frames of its largest size.
  expect(level(176, 144, 1)).toBe(10);
  // A frame of 352x288 fits level 1.1, but its buffer holds only two.
  expect(level(352, 288, 1)).toBe(12);
});

test('bitrate alone can require a higher level; High profile allows 1.25 times the bitrates of the table', () => {
  expect(level(1280, 720, 30, 17_500)).toBe(31);
  expect(level(1280, 720, 30, 17_501)).toBe(32);
  expect(level(1280, 720, 30, 62_500)).toBe(41);
});

test('a very long side requires a higher level than the number of pixels does', () => {
  expect(level(4096, 16, 1)).toBe(40);
});

test('the codecs parameter says High profile and the level in hexadecimal', () => {
  expect([13, 31, 40, 52].map(h264.codecsString)).toEqual([
    'avc1.64000d',
    'avc1.64001f',
    'avc1.640028',
    'avc1.640034',
  ]);
});
