import { describe, expect, it } from 'vitest';
import { MasterNames } from '../../../src/stores/master-names.js';
import { mediaRank } from '../../../src/stores/media-extensions.js';
import { dubsAmong, SideFileNames, sideFilesOf } from '../../../src/stores/sidecars/side-files.js';

function mastersOf(names: readonly string[]) {
  const masters = new MasterNames();
  for (const name of names) if (mediaRank(name) !== undefined) masters.add(name);
  return masters.finish().files;
}

async function found(...names: string[]) {
  const side = new SideFileNames();
  for (const name of names) side.add(name);
  const { dubs, sidecars } = await side.finish(mastersOf(names));
  const byAsset = [...sidecars].map(([asset, { chosen }]) => [asset, chosen.map(({ name }) => name)]);
  return { dubs: [...dubs].sort(), sidecars: Object.fromEntries(byAsset) };
}

describe('a file beside masters', () => {
  it('belongs to the one with the longest name that its own begins with', async () => {
    const { sidecars } = await found(
      'v1.mp4',
      'v1.2.mp4',
      'v1.2.en.vtt',
      'v1.en.vtt',
      'v1.2.jpg',
      'v10.de.vtt',
    );
    expect(sidecars).toStrictEqual({ v1: ['v1.en.vtt'], 'v1.2': ['v1.2.en.vtt', 'v1.2.jpg'] });
  });

  it('belongs to the master whose name has a tag, not to the other', async () => {
    const { sidecars } = await found('film.mp4', 'film.en.mp4', 'film.en.vtt');
    expect(sidecars).toStrictEqual({ 'film.en': ['film.en.vtt'] });
  });

  it('may have the whole name of a master', async () => {
    const { sidecars } = await found('film.mp4', 'film.mkv', 'film.en.vtt', 'film.mkv.de.vtt');
    expect(sidecars).toStrictEqual({ film: ['film.en.vtt'], 'film.mkv': ['film.mkv.de.vtt'] });
    expect((await found('only.mkv', 'only.mkv.de.vtt')).sidecars).toStrictEqual({
      'only.mkv': ['only.mkv.de.vtt'],
    });
  });

  it('belongs to none without a master, nor by another case', async () => {
    expect((await found('film.en.vtt', 'Film.mp4', 'other.jpg')).sidecars).toStrictEqual({});
  });

  it('is read in either Unicode form', async () => {
    const { sidecars } = await found('Caf\u00e9.mp4', 'Cafe\u0301.en.vtt');
    expect(sidecars).toStrictEqual({ 'Caf\u00e9': ['Cafe\u0301.en.vtt'] });
  });
});

describe('audio beside a film', () => {
  it('is its audio in another language, and no asset of the list', async () => {
    const { dubs, sidecars } = await found('film.mp4', 'film.es.m4a', 'film.en.ad.flac');
    expect(dubs).toStrictEqual(['film.en.ad', 'film.es']);
    expect(sidecars).toStrictEqual({ film: ['film.en.ad.flac', 'film.es.m4a'] });
  });

  it('stays an asset where its name has no tag, or one that is not understood', async () => {
    const names = ['film.mp4', 'film.m4a', 'film.part2.m4a', 'film.en.de.m4a'];
    expect(await found(...names)).toStrictEqual({ dubs: [], sidecars: {} });
  });

  it('stays an asset beside other audio, and beside nothing', async () => {
    expect((await found('song.mp3', 'song.es.mp3', 'talk.en.m4a')).dubs).toStrictEqual([]);
  });

  it('stays an asset where a film has the name with the language', async () => {
    expect((await found('film.mp4', 'film.es.mp4', 'film.es.m4a')).dubs).toStrictEqual([]);
  });

  it('is not listed under its whole name either', async () => {
    const { dubs, sidecars } = await found('film.mp4', 'film.es.m4a', 'film.es.mp3');
    expect(dubs).toStrictEqual(['film.es', 'film.es.mp3']);
    expect(sidecars['film']).toStrictEqual(['film.es.m4a']);
  });

  it('has text of its own for who asks for it by its name; the film has that too', async () => {
    const { sidecars } = await found('film.mp4', 'film.es.m4a', 'film.es.vtt');
    expect(sidecars).toStrictEqual({ film: ['film.es.vtt', 'film.es.m4a'], 'film.es': ['film.es.vtt'] });
  });
});

it('a part of a folder gives what all of it does', async () => {
  const names = [
    'a.mp4',
    'film.mp4',
    'film.es.m4a',
    'film.en.vtt',
    'film.es.vtt',
    'film.2.mp4',
    'film.2.de.vtt',
  ];
  const whole = await found(...names);
  for (const asset of ['film', 'film.2', 'film.es']) {
    const part = names.filter((name) => name.startsWith(`${asset}.`));
    const { chosen } = await sideFilesOf(asset, mastersOf(part), part);
    expect(chosen.map(({ name }) => name)).toStrictEqual(whole.sidecars[asset]);
  }
  expect([...dubsAmong(mastersOf(names))]).toStrictEqual(whole.dubs);
});
