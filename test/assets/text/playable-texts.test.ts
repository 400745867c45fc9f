import { expect, test } from 'vitest';
import { playableTexts } from '../../../src/assets/text/playable-texts.js';
import { textRenditions } from '../../../src/encoder/index.js';
import { parseMediaPath } from '../../../src/shared/media-url.js';
import type { Sidecar } from '../../../src/stores/index.js';
import type { TextTrack } from '../../../src/tracks/index.js';

function sidecar(name: string, facts: Partial<Sidecar> = {}): Sidecar {
  return {
    ...{ name, role: 'text', format: 'vtt', language: 'und', version: '1', size: 1 },
    ...{ forced: false, sdh: false, description: false },
    ...facts,
  };
}

const FILES = [
  sidecar('film.vtt'),
  sidecar('film.de.vtt', { language: 'de' }),
  sidecar('film.de.sdh.vtt', { language: 'de', sdh: true }),
  sidecar('film.zh-Hant.forced.vtt', { language: 'zh-Hant', forced: true }),
  sidecar('film.jpg', { role: 'poster', format: 'jpg' }),
];
const renditionsOf = (files: readonly Sidecar[]) => textRenditions(playableTexts(files, []));

test('every file of text is a rendition, with a name of its own', () => {
  expect(renditionsOf(FILES).map(({ id, name }) => [id, name])).toEqual([
    ['t-und', 'Text 1'],
    ['t-de', 'German'],
    ['t-de-sdh', 'German (SDH)'],
    ['t-zh-hant-forced', 'Traditional Chinese (forced)'],
  ]);
});

test('tracks of the master come after the files, but for bitmaps', () => {
  const track = (id: number, kind: 'text' | 'bitmap', facts: Partial<TextTrack> = {}) =>
    ({ id, format: { kind }, language: 'de', name: '', isForced: false, ...facts }) as TextTrack;
  const tracks = [track(2, 'text'), track(3, 'bitmap'), track(4, 'text', { name: 'Commentary' })];
  const all = textRenditions(playableTexts(FILES.slice(1, 2), tracks));
  expect(all.map(({ id, name }) => [id, name])).toEqual([
    ['t-de', 'German'],
    ['t1', 'German 2'],
    ['t3', 'German (Commentary)'],
  ]);
  expect(all[2]!.source).toEqual({ kind: 'track', trackId: 4 });
});

test('a file keeps its id and its source when others come and go', () => {
  const [alone] = renditionsOf(FILES.slice(1, 2));
  const [, among] = renditionsOf(FILES);
  expect({ ...alone, name: '' }).toEqual({ ...among, name: '' });
});

test('an id is short enough for a URL whatever the language', () => {
  const long = 'de-Latn-DE-1901-1996-abcdefgh-ijklmnop';
  const ids = renditionsOf([
    sidecar('a', { language: long, sdh: true }),
    sidecar('b', { language: long, forced: true }),
  ]).map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(parseMediaPath(`/-/g/film/${id}-0123456789abcdef/0.vtt`)?.file).toBe(0);
});
