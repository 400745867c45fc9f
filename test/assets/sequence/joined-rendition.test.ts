import { describe, expect, it } from 'vitest';
import { joinedRendition } from '../../../src/assets/sequence/joined-rendition.js';
import { audio, video } from '../../sessions/renditions.js';

describe('what is said of a rendition in several parts', () => {
  const own = video(720, 3_000_000);

  it('is what is said of it alone, where its parts are alike', () => {
    expect(joinedRendition(own, [own, { ...own, id: 'v720-x1-2' }])).toBe(own);
  });

  it('has the highest level of a profile, each other codec, and the highest frame rate', () => {
    const faster = { ...own, codecs: 'avc1.640028', frameRate: { numerator: 60_000, denominator: 1001 } };
    const other = { ...own, codecs: 'avc1.4d401e' };
    const joined = joinedRendition(own, [faster, other]);
    expect(joined.codecs).toBe('avc1.640028,avc1.4d401e');
    expect(joined.frameRate).toEqual(faster.frameRate);
    expect(joinedRendition(audio(1, 128_000), [audio(2, 64_000)]).codecs).toBe('mp4a.40.2');
  });
});
