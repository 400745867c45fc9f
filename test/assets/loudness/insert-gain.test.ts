/** An insert is made as loud as what it is put into, as far as it cannot clip. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertGain } from '../../../src/assets/loudness/insert-gain.js';
import { isGain } from '../../../src/shared/gain/gain.js';

const programme = { integrated: -23, truePeak: -3 };

describe('the gain of an insert', () => {
  it.each([
    ['is the difference, for one that is louder', { integrated: -11, truePeak: 0.4 }, -12],
    ['is rounded to half a decibel', { integrated: -19.3, truePeak: -2 }, -3.5],
    ['is nothing where it would not be heard', { integrated: -23.2, truePeak: -9 }, 0],
    ['is the difference, for one that is quieter and has room for it', { integrated: -31, truePeak: -9 }, 8],
    ['is no more than its peak allows', { integrated: -31, truePeak: -4.2 }, 3],
    ['is nothing for one whose peak allows nothing', { integrated: -31, truePeak: -0.2 }, 0],
    ['is nothing louder where its peak is not known', { integrated: -31 }, 0],
    ['is less where its peak is not known', { integrated: -17 }, -6],
    ['has a bound above', { integrated: -60, truePeak: -40 }, 12],
    ['has a bound below', { integrated: 3, truePeak: 6 }, -24],
    ['is nothing for silence', {}, 0],
    ['is nothing for what was not measured', undefined, 0],
  ])('%s', (_, insert, decibels) => {
    expect(insertGain(programme, insert)).toBe(decibels);
  });

  it('is nothing beside a programme that is silent, or was not measured', () => {
    expect([{}, undefined].map((silent) => insertGain(silent, programme))).toEqual([0, 0]);
  });

  it('is one that audio may have, or none, and brings no peak above -1 dBTP, whatever was measured', () => {
    const loudness = fc.record({
      integrated: fc.double({ min: -70, max: 20, noNaN: true }),
      truePeak: fc.double({ min: -200, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(loudness, loudness, (one, other) => {
        const decibels = insertGain(one, other);
        expect(decibels === 0 || isGain(decibels)).toBe(true);
        if (decibels > 0) expect(other.truePeak + decibels).toBeLessThanOrEqual(-1 + 1e-5);
      }),
    );
  });
});
