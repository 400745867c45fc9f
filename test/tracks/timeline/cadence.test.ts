import { expect, test } from 'vitest';
import { onCadenceFrom, onCadenceUpTo } from '../../../src/tracks/timeline/cadence.js';

const plain = { frames: new Uint32Array(10) };
const runs = {
  firsts: Uint32Array.of(0, 5),
  rates: Float64Array.of(1, 1),
  shifts: Float64Array.of(0, 0),
};
const edited = { ...plain, runs };
const all = Array.from(plain.frames.keys());

test('every frame is on a cadence of one', () => {
  expect(all.map((frame) => onCadenceUpTo(edited, 1, frame))).toEqual(all);
  expect(all.map((frame) => onCadenceFrom(edited, 1, frame))).toEqual(all);
});

test('a cadence counts from the first frame of each run', () => {
  expect(all.map((frame) => onCadenceUpTo(plain, 4, frame))).toEqual([0, 0, 0, 0, 4, 4, 4, 4, 8, 8]);
  expect(all.map((frame) => onCadenceUpTo(edited, 4, frame))).toEqual([0, 0, 0, 0, 4, 5, 5, 5, 5, 9]);
  expect(all.map((frame) => onCadenceFrom(edited, 4, frame))).toEqual([0, 4, 4, 4, 4, 5, 9, 9, 9, 9]);
});

test('the end of a track is on any cadence', () => {
  expect([onCadenceUpTo(plain, 4, 10), onCadenceFrom(plain, 4, 9), onCadenceFrom(plain, 4, 10)]).toEqual([
    10, 10, 10,
  ]);
});
