import { expect, test } from 'vitest';
import { placementOf } from '../../../src/encoder/ladder/placement.js';
import { videoTrack } from '../../masters/support/tracks.js';

const FRAME = { width: 1280, height: 720 };

/** Where frames of this size lie in the frame. */
function placeOf(
  width: number,
  height: number,
  [horizontal, vertical]: readonly [number, number] = [1, 1],
  frame = FRAME,
) {
  const format = { width, height, pixelAspectRatio: { horizontal, vertical } };
  const track = { ...videoTrack([{ time: 0, sync: true }], 25, 1), ...format, parts: [] };
  return placementOf(track, frame);
}

test('frames of another shape are in the middle, as large as fits', () => {
  expect(placeOf(640, 480)).toEqual({ left: 160, top: 0, width: 960, height: 720 });
  expect(placeOf(1920, 800)).toEqual({ left: 0, top: 92, width: 1280, height: 534 });
  expect(placeOf(720, 576, [64, 45])).toEqual({ left: 0, top: 0, ...FRAME });
  expect(placeOf(720, 576, [16, 15])).toEqual({ left: 160, top: 0, width: 960, height: 720 });
});

test('their shape is rounded once: 4:3 in 80 lines is 106 pixels wide, not 108', () => {
  const frame = { width: 142, height: 80 };
  expect(placeOf(96, 80, [10, 9], frame)).toEqual({ left: 18, top: 0, width: 106, height: 80 });
});

test('shapes that differ by rounding fill the frame', () => {
  expect(placeOf(854, 480)).toEqual({ left: 0, top: 0, ...FRAME });
  expect(placeOf(704, 576, [16, 11])).toEqual({ left: 0, top: 0, ...FRAME });
});

test('very thin frames are not thinner than two pixels', () => {
  expect(placeOf(2, 1000)).toEqual({ left: 638, top: 0, width: 2, height: 720 });
});

test('a track of one format fills the frame that was made for it', () => {
  const track = { ...videoTrack([{ time: 0, sync: true }], 25, 1), width: 100, height: 100 };
  expect(placementOf(track, FRAME)).toEqual({ left: 0, top: 0, ...FRAME });
});
