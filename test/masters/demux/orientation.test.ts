import { expect, test } from 'vitest';
import { orientationOf } from '../../../src/masters/demux/orientation.js';

/** Where a point right and down of the picture's middle is shown by a display matrix (ISO 14496-12 6.2.2). */
function shown([a, b, c, d]: readonly number[], [x, y]: readonly [number, number]): number[] {
  return [a! * x + c! * y, b! * x + d! * y].map((value) => value + 0);
}

/** Where it comes to lie when the picture is mirrored left to right and then turned clockwise. */
function turned(mirrored: boolean, rotation: number, [x, y]: readonly [number, number]): number[] {
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

test.each(EIGHT)('the matrix %d %d %d %d turns the picture as players show it', (a, b, c, d) => {
  const { mirrored, rotation } = orientationOf([a, b, 0, c, d, 0, 0, 0, 1].map((value) => value * 65_536));
  expect(turned(mirrored, rotation, [2, 1])).toEqual(shown([a, b, c, d], [2, 1]));
});

test('the eight are all different', () => {
  const found = EIGHT.map(([a, b, c, d]) => JSON.stringify(orientationOf([a!, b!, 0, c!, d!, 0])));
  expect(new Set(found).size).toBe(8);
});

test.each([
  ['slanted', [46_341, 46_341, 0, -46_341, 46_341, 0, 0, 0, 0x40000000]],
  ['of nothing', [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['missing', []],
])('a matrix that is %s leaves the picture as it is', (_, matrix) => {
  expect(orientationOf(matrix)).toEqual({ mirrored: false, rotation: 0 });
});
