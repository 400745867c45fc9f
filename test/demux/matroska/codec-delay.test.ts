import { expect, test } from 'vitest';
import { isDelayStored } from '../../../src/demux/matroska/codec-delay.js';

const MILLISECOND = 1_000_000;
const OPUS = { codecDelay: 6_500_000, timestampScale: MILLISECOND, start: 0 };
const stored = (muxingApp: string, ...starts: readonly number[]) =>
  isDelayStored(muxingApp, { ...OPUS, otherStarts: starts.map((start) => start * MILLISECOND) });

test.each(['libebml v1.4.4 + libmatroska v1.7.1', 'libwebm-0.3.1.0', 'Lavf60.3.100', 'Lavf59.31.100', ''])(
  'audio that %s wrote is later by its delay',
  (muxingApp) => {
    expect(stored(muxingApp, 7)).toBe(true);
  },
);

test.each(['Lavf59.27.100', 'Lavf59.30.100', 'Lavf58.76.100', 'Lavf57.83.100'])(
  'where %s wrote it, other tracks are later instead',
  (muxingApp) => {
    expect(stored(muxingApp, 7)).toBe(false);
    // Where the audio began later, no track had to be moved.
    expect(stored(muxingApp, 0)).toBe(false);
  },
);

test('a writer without a version is told by what another track begins with', () => {
  expect(stored('Lavf', 7)).toBe(false);
  expect(stored('Lavf', 0, 7)).toBe(false);
  expect(stored('Lavf', 0)).toBe(true);
  expect(stored('Lavf', 21)).toBe(true);
  expect(stored('Lavf')).toBe(true);
});

test('all tracks may be later still, by the delay of another codec', () => {
  const starts = (opus: number, ...others: readonly number[]) =>
    isDelayStored('Lavf', {
      ...OPUS,
      start: opus * MILLISECOND,
      otherStarts: others.map((start) => start * MILLISECOND),
    });
  expect(starts(15, 21, 0)).toBe(false);
  expect(starts(21, 21, 0)).toBe(true);
});
