import { describe, expect, it } from 'vitest';
import { likeRendition } from '../../../src/assets/sequence/like-rendition.js';
import type { Ladder, TextRendition } from '../../../src/encoder/index.js';
import { audio, video } from '../../sessions/renditions.js';

const text = (id: string, more: Partial<TextRendition> = {}): TextRendition => ({
  ...{ kind: 'text', id, source: { kind: 'track', trackId: 3 }, language: 'de', name: id },
  ...{ forced: false, sdh: false },
  ...more,
});
const ladder: Ladder = {
  video: [video(360, 800_000), video(720, 3_000_000)],
  audio: [
    { ...audio(1, 64_000), language: 'en', default: false },
    { ...audio(1, 128_000), language: 'en', default: false },
    { ...audio(2, 128_000), language: 'de', default: true },
  ],
  text: [text('t1'), text('t2', { forced: true }), text('t3', { sdh: true })],
};
const idLike = (rendition: Parameters<typeof likeRendition>[0]) => likeRendition(rendition, ladder)?.id;

describe('what an insert is played in', () => {
  it('is video that is not higher, or the lowest', () => {
    expect([1080, 720, 700, 240].map((height) => idLike(video(height, 1)))).toEqual([
      'v720',
      'v720',
      'v360',
      'v360',
    ]);
    expect(likeRendition(video(720, 1), { ...ladder, video: [] })).toBeUndefined();
  });

  it('is audio of the language, else the usual one, at the bitrate or below', () => {
    expect(idLike({ ...audio(7, 96_000), language: 'en' })).toBe('a1-64000');
    expect(idLike({ ...audio(7, 32_000), language: 'en' })).toBe('a1-64000');
    expect(idLike({ ...audio(7, 192_000), language: 'fr' })).toBe('a2-128000');
  });

  it('is text of the language and purpose, or none', () => {
    expect(idLike(text('x'))).toBe('t1');
    expect(idLike(text('x', { sdh: true }))).toBe('t3');
    expect(idLike(text('x', { forced: true }))).toBe('t2');
    expect(idLike(text('x', { language: 'fr' }))).toBeUndefined();
  });
});
