import { describe, expect, it } from 'vitest';
import {
  clipMomentOf,
  clipMomentSchema,
  parseClipMoment,
  readGrantedClip,
  writeGrantedClip,
} from '../../src/shared/clip.js';
import { randomNumbers } from '../support/joined-rendition.js';

describe('a moment', () => {
  it('is seconds or a frame, in a query as in JSON', () => {
    expect(parseClipMoment('12.5')).toEqual({ seconds: 12.5 });
    expect(parseClipMoment('f300')).toEqual({ frame: 300 });
    expect(clipMomentOf(clipMomentSchema.parse(12.5))).toEqual({ seconds: 12.5 });
    expect(clipMomentOf(clipMomentSchema.parse('f300'))).toEqual({ frame: 300 });
  });

  it.each([
    '',
    '-1',
    '1e3',
    '1.',
    '.5',
    ' 1',
    'F1',
    'f',
    'f-1',
    'f1.5',
    'f123456789',
    '1234567',
    'NaN',
    '1,5',
  ])('is not %j', (text) => {
    expect(parseClipMoment(text)).toBeUndefined();
    expect(clipMomentSchema.safeParse(text).success).toBe(false);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e7, null, true, ['f1'], { frame: 1 }])(
    'is not %j in JSON',
    (value) => {
      expect(clipMomentSchema.safeParse(value).success).toBe(false);
    },
  );
});

describe('a clip in a grant', () => {
  it('is read as it was written', () => {
    const random = randomNumbers(65);
    const upTo = (most: number) => Math.floor(random() * most);
    for (let n = 0; n < 500; n++) {
      const version = upTo(2 ** 24)
        .toString(16)
        .padStart(6, '0');
      const shared = { first: upTo(10_000), end: upTo(10_000) };
      const clip = { version, first: upTo(1e8), end: upTo(1e8), shared };
      expect(readGrantedClip(writeGrantedClip(clip))).toEqual(clip);
    }
  });

  it.each([
    '',
    '7a3f01;100-700',
    '7a3f01;0100-700;2-9',
    '7A3F01;100-700;2-9',
    '7a3f01;100-700;2-9;',
    '7a3f0;1-2;3-4',
  ])('is written in one way only: not as %j', (text) => {
    expect(readGrantedClip(text)).toBeUndefined();
  });
});
