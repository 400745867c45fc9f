import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserModule } from './browser-module.js';

interface Clip {
  start: string;
  end: string;
}

const { clipOf, clipClaims, describeClip, exactTime } = await browserModule<{
  clipOf(cut: { start: number; end: number }, duration: number): Clip;
  clipClaims(clip: Clip): { start?: number | string; end?: number | string };
  describeClip(clip: Clip): string;
  exactTime(seconds: number): string;
}>('playback/clip/clip-times.js');

describe('a clip that is cut at two frames', () => {
  it('has these frames, those between them, and no other, at any frame rate', () => {
    const rates = fc.constantFrom(24_000 / 1001, 25, 30_000 / 1001, 50, 60_000 / 1001, 120);
    fc.assert(
      fc.property(rates, fc.nat(500_000), fc.nat(10_000), (rate, first, more) => {
        const last = first + more;
        const clip = clipOf({ start: first / rate, end: last / rate }, (last + 1) / rate);
        const { start = 0, end = Number.POSITIVE_INFINITY } = clipClaims(clip) as {
          start?: number;
          end?: number;
        };
        const has = (frame: number) => frame / rate >= start && frame / rate < end;
        expect([first - 1, first, last, last + 1].map(has)).toEqual([false, true, true, false]);
      }),
      { seed: 20_261_130 },
    );
  });

  it('is the whole where nothing is cut off', () => {
    expect(clipOf({ start: 0, end: 12 }, 12)).toEqual({ start: '', end: '' });
    expect(clipClaims({ start: '', end: '' })).toEqual({});
  });
});

describe('the claims of a clip', () => {
  it('are seconds as numbers, and frames as text', () => {
    expect(clipClaims({ start: '1.5', end: 'f300' })).toEqual({ start: 1.5, end: 'f300' });
  });
});

describe('what a viewer reads of a clip', () => {
  it.each([
    [{ start: '', end: '7.25' }, 'the beginning to 0:07.250'],
    [{ start: 'f300', end: '' }, 'frame 300 to the end'],
    [{ start: '59.9996', end: '3600' }, '1:00.000 to 1:00:00.000'],
  ])('%j is %s', (clip, text) => {
    expect(describeClip(clip)).toBe(text);
  });

  it('has times to the millisecond', () => {
    expect(exactTime(61.0015)).toBe('1:01.002');
  });
});
