import { expect, test } from 'vitest';
import { dividedRate, nominalFrameRate } from '../../../src/encoder/ladder/frame-rate.js';
import { videoTrack } from './tracks.js';

function rate(options: Parameters<typeof videoTrack>[0]): string {
  const { numerator, denominator } = nominalFrameRate(videoTrack(options));
  return `${numerator}/${denominator}`;
}

test.each([
  [24_000 / 1001, '24000/1001'],
  [24, '24/1'],
  [25, '25/1'],
  [30_000 / 1001, '30000/1001'],
  [30, '30/1'],
  [50, '50/1'],
  [60_000 / 1001, '60000/1001'],
  [12.5, '25/2'],
  [17.3, '173/10'],
])('%f frames a second are %s', (average, expected) => {
  expect(rate({ rate: average, seconds: 100 })).toBe(expected);
});

test('an average close to a standard rate counts as that rate', () => {
  expect(rate({ timescale: 600, frames: new Uint32Array(718), end: 14_374 })).toBe('30000/1001');
  expect(rate({ timescale: 1000, frames: new Uint32Array(240), end: 9_998 })).toBe('24/1');
});

test('an average close to no standard rate is used as it is', () => {
  expect(rate({ timescale: 1000, frames: new Uint32Array(295), end: 10_000 })).toBe('59/2');
});

test('a slide show has a low rate, never zero', () => {
  expect(rate({ timescale: 1, frames: new Uint32Array(1), end: 20 })).toBe('1/20');
  expect(rate({ timescale: 1, frames: new Uint32Array(1), end: 1_000_000 })).toBe('1/1000');
});

test('a nonsensical sample table has a rate within bounds', () => {
  expect(rate({ timescale: 90_000, frames: new Uint32Array(5), start: 7, end: 7 })).toBe('480/1');
  expect(rate({ timescale: 90_000, frames: new Uint32Array(0), end: 9 })).toBe('1/1000');
});

test('the rate of every n-th frame is a reduced fraction', () => {
  expect(dividedRate({ numerator: 60_000, denominator: 1001 }, 2)).toEqual({
    numerator: 30_000,
    denominator: 1001,
  });
  expect(dividedRate({ numerator: 25, denominator: 1 }, 2)).toEqual({ numerator: 25, denominator: 2 });
  expect(dividedRate({ numerator: 240, denominator: 1 }, 8)).toEqual({ numerator: 30, denominator: 1 });
});
