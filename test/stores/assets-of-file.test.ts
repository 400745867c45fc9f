import { describe, expect, it } from 'vitest';
import { assetsOfFile } from '../../src/stores/assets-of-file.js';

const NFC = 'Caf\u00e9';
const NFD = 'Cafe\u0301';

describe('a changed file', () => {
  it.each([
    ['films/film.mkv', ['films/film', 'films/film.mkv']],
    [`${NFD}/${NFD}.mp4`, [`${NFC}/${NFC}`, `${NFC}/${NFC}.mp4`]],
    ['films/film.nfo', []],
    ['films', []],
    ['~films/film.mp4', []],
  ])('called %s may be the master of %j', (path, assets) => {
    expect(assetsOfFile(path)).toStrictEqual(assets);
  });

  it.each([
    ['films/v1.2.en.vtt', ['films/v1.2.en', 'films/v1.2', 'films/v1']],
    [`${NFD}.JPG`, [NFC]],
    ['film.json', ['film']],
    ['film.es.m4a', ['film.es', 'film.es.m4a', 'film']],
    ['~film.vtt', []],
  ])('called %s may belong to %j', (path, assets) => {
    expect(assetsOfFile(path)).toStrictEqual(assets);
  });

  it('concerns no more than nine assets, however many dots its name has', () => {
    expect(assetsOfFile(`film${'.a'.repeat(100)}.vtt`)).toHaveLength(9);
  });
});
