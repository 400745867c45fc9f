import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RAW_AUDIO } from '../../src/masters/indexing/sniffing/raw-audio.js';
import { CONTAINERS } from '../../src/masters/indexing/sniffing/signatures.js';
import { fileNamed, MasterNames } from '../../src/stores/master-names.js';
import { MEDIA_EXTENSIONS, mediaRank } from '../../src/stores/media-extensions.js';

const NFC = 'Caf\u00e9';
const NFD = 'Cafe\u0301';

function named(...files: string[]) {
  const names = new MasterNames();
  for (const file of files) names.add(file);
  return names.finish();
}

describe('the table of extensions', () => {
  it('has those of every container that is recognized', () => {
    const recognized = ['movie', 'mpegts', ...RAW_AUDIO, ...CONTAINERS.map(([container]) => container)];
    expect(new Set(MEDIA_EXTENSIONS.map(([container]) => container))).toStrictEqual(new Set(recognized));
  });

  it('stands in docs/masters.md, in the same order', () => {
    const rows = readFileSync('docs/masters.md', 'utf8').match(/^\| (?:Video|Audio), .*$/gm) ?? [];
    const documented = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, extension]) => extension));
    expect(documented).toStrictEqual(MEDIA_EXTENSIONS.flatMap(([, ...extensions]) => extensions));
    expect(new Set(documented).size).toBe(documented.length);
  });
});

describe('a file', () => {
  it.each(['film.mp4', 'FILM.MP4', 'film.Mkv', 'a.b.mov', 'film.m2ts', 'film.opus'])(
    'called %s is a master',
    (file) => {
      expect(mediaRank(file)).toBeDefined();
    },
  );

  it.each([
    ...[
      'film.srt',
      'film.vtt',
      'film.ass',
      'DJI_0001.LRV',
      'DJI_0001.THM',
      'film.jpg',
      'film.json',
      'film.xmp',
    ],
    ...[
      'film.m3u8',
      'film.mpd',
      'film.mp4.part',
      'film.mp4.crdownload',
      'film.tmp',
      'film.mp4~',
      'film',
      'mp4',
    ],
  ])('called %s is none', (file) => {
    expect(mediaRank(file)).toBeUndefined();
  });
});

describe('the names of masters', () => {
  it('are those of the files without extension', () => {
    expect([...named('film.mp4', 'a.b.MKV').files]).toStrictEqual([
      ['film', 'film.mp4'],
      ['a.b', 'a.b.MKV'],
    ]);
  });

  it.each([
    ['film.mp4', 'film.mkv'],
    ['film.mov', 'film.ts'],
    ['film.mp4', 'film.mov'],
    ['film.mkv', 'film.m4a'],
    ['film.avi', 'film.wav'],
    ['film.mp4', 'film.MP4'],
    ['film.MP4', 'film.Mp4'],
    ['film.MP4', 'film.mkv'],
  ])('are short for %s rather than for %s, in whichever order they are read', (preferred, other) => {
    for (const files of [
      [preferred, other],
      [other, preferred],
    ]) {
      const { files: names, choices } = named(...files);
      expect(names).toStrictEqual(
        new Map([
          ['film', preferred],
          [other, other],
        ]),
      );
      expect(choices).toStrictEqual([{ preferred, others: [other], hidden: [] }]);
    }
  });

  it('are the whole names of all others', () => {
    const { files } = named('film.mkv', 'film.webm', 'film.mp4');
    expect(Object.fromEntries(files)).toStrictEqual({
      film: 'film.mp4',
      'film.mkv': 'film.mkv',
      'film.webm': 'film.webm',
    });
  });

  it('stay short for a file whose name ends like a whole one', () => {
    const { files, choices } = named('film.mkv.mp4', 'film.mkv', 'film.mp4');
    expect(Object.fromEntries(files)).toStrictEqual({ 'film.mkv': 'film.mkv.mp4', film: 'film.mp4' });
    expect(choices).toStrictEqual([{ preferred: 'film.mp4', others: [], hidden: ['film.mkv'] }]);
  });

  it('are composed, and those of the composed file where two differ in nothing else', () => {
    expect([...named(`${NFD}.mp4`).files]).toStrictEqual([[NFC, `${NFD}.mp4`]]);
    const { files, choices } = named(`${NFD}.mp4`, `${NFC}.mp4`, `${NFD}.mkv`);
    expect([...files]).toStrictEqual([
      [NFC, `${NFC}.mp4`],
      [`${NFC}.mkv`, `${NFD}.mkv`],
    ]);
    expect(choices[0]).toMatchObject({ others: [`${NFD}.mkv`], hidden: [`${NFD}.mp4`] });
  });
});

describe('the whole name of a file', () => {
  const { files } = named('film.mp4', 'film.mkv', `${NFD}.mov`);

  it('leads to it, whether or not it has the short one', () => {
    expect(fileNamed(files, 'film')).toBe('film.mp4');
    expect(fileNamed(files, 'film.mp4')).toBe('film.mp4');
    expect(fileNamed(files, 'film.mkv')).toBe('film.mkv');
    expect(fileNamed(files, `${NFC}.mov`)).toBe(`${NFD}.mov`);
  });

  it.each(['film.mov', 'film.MP4', 'film.', 'film.mp4.mp4', `${NFC}.mp4`])('is not %s', (name) => {
    expect(fileNamed(files, name)).toBeUndefined();
  });
});
