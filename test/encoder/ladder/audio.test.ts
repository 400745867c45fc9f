import { describe, expect, test } from 'vitest';
import { buildLadder } from '../../../src/encoder/ladder/index.js';
import type { AudioTrack } from '../../../src/tracks/track.js';
import { audioTrack } from './tracks.js';

function audio(...tracks: Partial<AudioTrack>[]) {
  return buildLadder({ audio: tracks.map((track, index) => audioTrack({ id: index + 1, ...track })) }).audio;
}

function names(...tracks: Partial<AudioTrack>[]): string[] {
  return audio(...tracks)
    .slice(0, tracks.length)
    .map(({ name }) => name);
}

test('every track is offered at two bitrates, the lower first', () => {
  const renditions = audio({ id: 4 }, { id: 7 });
  expect(renditions.map(({ id, trackId, bitrate }) => [id, trackId, bitrate])).toEqual([
    ['a1-48k', 4, 48_000],
    ['a2-48k', 7, 48_000],
    ['a1-128k', 4, 128_000],
    ['a2-128k', 7, 128_000],
  ]);
  expect(renditions.every(({ codecs, channels }) => codecs === 'mp4a.40.2' && channels === 2)).toBe(true);
});

test.each([
  [8_000, 48_000],
  [11_025, 44_100],
  [22_050, 44_100],
  [32_000, 48_000],
  [44_100, 44_100],
  [48_000, 48_000],
  [88_200, 44_100],
  [96_000, 48_000],
  [176_400, 44_100],
  [192_000, 48_000],
])('%d Hz is resampled to %d Hz', (sampleRate, expected) => {
  expect(audio({ sampleRate }).map((rendition) => rendition.sampleRate)).toEqual([expected, expected]);
});

describe('the default', () => {
  test('is the first track the master enables', () => {
    const tracks = [{ enabled: false }, { enabled: true }, { enabled: true }];
    expect(audio(...tracks).map((rendition) => rendition.default)).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  test('is the first track if the master enables none', () => {
    const tracks = [{ enabled: false }, { enabled: false }];
    expect(audio(...tracks).map((rendition) => rendition.default)).toEqual([true, false, true, false]);
  });
});

describe('the name', () => {
  test('is the English name of the language', () => {
    expect(names({ language: 'en' }, { language: 'pt-BR' }, { language: 'gsw' })).toEqual([
      'English',
      'Brazilian Portuguese',
      'Swiss German',
    ]);
  });

  test('is the track’s title if the language is unknown, else its number', () => {
    expect(names({ name: 'Commentary' }, {}, { language: 'qqq' }, { language: 'no tag!' })).toEqual([
      'Commentary',
      'Audio 2',
      'Audio 3',
      'Audio 4',
    ]);
  });

  test('distinguishes tracks of one language', () => {
    const language = 'en';
    expect(
      names({ language, name: 'Director' }, { language }, { language }, { language, name: 'Director' }),
    ).toEqual(['English (Director)', 'English', 'English 3', 'English 4']);
  });

  test('is unique even if the master’s titles are chosen to collide', () => {
    const all = names(
      { name: 'Audio 2' },
      {},
      { name: 'Audio 2' },
      { name: 'Audio 2 2' },
      { name: 'English' },
      { language: 'en' },
    );
    expect(new Set(all).size).toBe(all.length);
  });

  test('cannot inject anything into a playlist', () => {
    const [name] = names({ name: ' Evil",URI="x"\r\n#EXT-X-ENDLIST\u0000\u2028\u202e ' });
    expect(name).toBe('Evil ,URI= x #EXT-X-ENDLIST');
    expect([...(names({ name: '😀'.repeat(500) })[0] ?? '')]).toHaveLength(60);
  });
});
