import { expect, test } from 'vitest';
import { orientationOf } from '../../src/demux/orientation.js';

/** Where a display matrix (ISO 14496-12 6.2.2) shows a point, relative to the centre: right and down. */
function shown([a, b, c, d]: readonly number[], [x, y]: readonly [number, number]): number[] {
  return [a! * x + c! * y, b! * x + d! * y].map((value) => value + 0);
}

/** Where the point is after mirroring left to right and then rotating clockwise. */
function rotated(mirrored: boolean, rotation: number, [x, y]: readonly [number, number]): number[] {
  let [right, down] = [mirrored ? -x : x, y];
  for (let turn = 0; turn < rotation; turn += 90) [right, down] = [-down, right];
  return [right + 0, down + 0];
}

const EIGHT = [
  [1, 0, 0, 1],
  [-1, 0, 0, -1],
  [0, 1, -1, 0],
  [0, -1, 1, 0],
  [-1, 0, 0, 1],
  [1, 0, 0, -1],
  [0, 1, 1, 0],
  [0, -1, -1, 0],
];

test.each(EIGHT)('the matrix %d %d %d %d maps to the orientation that players show', (a, b, c, d) => {
  const { mirrored, rotation } = orientationOf([a, b, 0, c, d, 0, 0, 0, 1].map((value) => value * 65_536));
  expect(rotated(mirrored, rotation, [2, 1])).toEqual(shown([a, b, c, d], [2, 1]));
});

test('the eight orientations are all different', () => {
  const found = EIGHT.map(([a, b, c, d]) => JSON.stringify(orientationOf([a!, b!, 0, c!, d!, 0])));
  expect(new Set(found).size).toBe(8);
});

test.each([
  ['slanted', [46_341, 46_341, 0, -46_341, 46_341, 0, 0, 0, 0x40000000]],
  ['zero', [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['missing', []],
])('a matrix that is %s is treated as the identity', (_, matrix) => {
  expect(orientationOf(matrix)).toEqual({ mirrored: false, rotation: 0 });
});
