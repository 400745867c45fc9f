import { expect, test } from 'vitest';
import { outputColour } from '../../../src/encoder/ladder/output-colour.js';
import { videoTrack } from './tracks.js';

const HD = 1080;
const SD = 576;

function colour(codes: readonly [number, number, number], height: number, fullRange = false): string {
  const [primaries, transfer, matrix] = codes;
  const track = videoTrack({ height, colour: { primaries, transfer, matrix, fullRange } });
  const out = outputColour(track);
  expect(out.fullRange).toBe(false);
  return [out.primaries, out.transfer, out.matrix].join();
}

test('the master’s tags are kept, whatever its size', () => {
  expect(colour([1, 1, 1], SD)).toBe('1,1,1');
  expect(colour([6, 6, 6], HD)).toBe('6,6,6');
  expect(colour([5, 6, 5], SD)).toBe('5,6,5');
  expect(colour([9, 14, 9], HD)).toBe('9,14,9');
  expect(colour([1, 13, 1], HD, true)).toBe('1,13,1');
});

test('missing tags become what players assume for the size', () => {
  expect(colour([2, 2, 2], HD)).toBe('1,1,1');
  expect(colour([2, 2, 2], SD)).toBe('6,6,6');
  expect(colour([2, 2, 5], SD)).toBe('6,6,5');
});

test('RGB and reserved code points count as missing', () => {
  expect(colour([1, 13, 0], HD)).toBe('1,13,1');
  expect(colour([0, 0, 3], SD)).toBe('6,6,6');
  expect(colour([255, 99, 15], HD)).toBe('1,1,1');
});

test('HDR becomes BT.709', () => {
  expect(colour([9, 16, 9], HD)).toBe('1,1,1');
  expect(colour([9, 18, 9], SD)).toBe('1,1,1');
});

test('a portrait master of 720 columns counts as high definition', () => {
  const track = videoTrack({
    width: 720,
    height: 1280,
    colour: { primaries: 2, transfer: 2, matrix: 2, fullRange: false },
  });
  expect(outputColour(track).matrix).toBe(1);
});
