/** The ids of renditions with a gain. */
import { describe, expect, it } from 'vitest';
import { gainedRendition, parseGainedId } from '../../../src/encoder/loudness/gained-rendition.js';
import { parseTrimmedId, trimmedRendition } from '../../../src/encoder/trimmed-rendition.js';
import { GAIN_STEP_DECIBELS, MAX_GAIN_DECIBELS, MIN_GAIN_DECIBELS } from '../../../src/shared/gain/gain.js';
import { RENDITION_ID } from '../../../src/shared/media-url.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';

const [rendition] = madeUpAsset().ladder.audio;
const gainedId = (id: string, decibels: number) =>
  gainedRendition({ ...rendition!, id }, { decibels, seal: '' }).id;

describe('the id of a rendition with a gain', () => {
  it('says which', () => {
    for (let decibels = MIN_GAIN_DECIBELS; decibels <= MAX_GAIN_DECIBELS; decibels += GAIN_STEP_DECIBELS)
      if (decibels !== 0) expect(parseGainedId(gainedId('a1-128k', decibels))).toBe(decibels);
  });

  it.each([
    'a1-128k',
    'a1-128k-gm000',
    'a1-128k-gm3',
    'a1-128k-gp125',
    'a1-128k-gm245',
    'v720-gm120',
    'a1-128k-gx120',
  ])('is not %s', (id) => {
    expect(parseGainedId(id)).toBeUndefined();
  });

  it('has room to be trimmed in every language, and still says which', () => {
    const ids = ['a-zh-hant-tw--ad-128k', 'a-zh-hant-hk--ad-128k'].map((id) => {
      const gained = gainedRendition({ ...rendition!, id }, { decibels: -12, seal: '' });
      return trimmedRendition(gained, { first: 99_999_998, end: 99_999_999 }).id;
    });
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) {
      expect(id).toMatch(RENDITION_ID);
      expect(parseGainedId(parseTrimmedId(id)!.renditionId)).toBe(-12);
    }
  });
});
