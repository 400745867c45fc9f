/** The gates of ITU-R BS.1770: silence and background say nothing of how loud a programme is. */
import { describe, expect, it } from 'vitest';
import { gatedLoudness } from '../../../src/assets/loudness/gated-loudness.js';

const blocks = (count: number, loudness: number) => new Array<number>(count).fill(loudness);

describe('integrated loudness', () => {
  it('is that of what is always equally loud', () => {
    expect(gatedLoudness(blocks(50, -23))).toBeCloseTo(-23, 6);
  });

  it('is the mean of the power, not of the decibels', () => {
    // Half of the time 3 dB more: 1.5 times the power of the quieter half.
    expect(gatedLoudness([...blocks(10, -20), ...blocks(10, -23.0103)])).toBeCloseTo(-21.249, 2);
  });

  it('leaves out silence, and what is ten units below the rest', () => {
    expect(gatedLoudness([...blocks(20, -23), ...blocks(500, -80)])).toBeCloseTo(-23, 6);
    expect(gatedLoudness([...blocks(20, -23), ...blocks(20, -40)])).toBeCloseTo(-23, 6);
    expect(gatedLoudness([...blocks(20, -23), ...blocks(20, -30)])).toBeLessThan(-24);
  });

  it.each([[[]], [blocks(50, -70)], [blocks(50, -120.7)]])('is unknown of silence', (silence) => {
    expect(gatedLoudness(silence)).toBeUndefined();
  });
});
