import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSidecar } from '../../../src/stores/sidecars/read-sidecar.js';
import type { Master } from '../../../src/stores/store.js';
import { codeOf } from '../../masters/support/errors.js';
import { EACH_STORE, type FilledStore } from './each-store.js';

const film = randomBytes(300_000);
const text = (content: string) => Buffer.from(content);

describe.each(EACH_STORE)('a store of $name', ({ create, hasFolders, missing }) => {
  describe.skipIf(missing)(missing ?? 'as every store', () => {
    let filled: FilledStore;
    beforeAll(async () => {
      const inFolders = {
        'courses/intro.v2.mov': film,
        'courses/Cafe\u0301.mkv': film,
        'film.mkv': randomBytes(50),
        'film.en.vtt': text('WEBVTT'),
        'film.english.vtt': text('WEBVTT'),
        'film.es.m4a': film,
        'film.jpg': text('a picture'),
        'courses/intro.v2.json': text('{}'),
      };
      filled = await create({
        ...{ 'film.mp4': film, 'other.webm': film, 'doomed.mp4': film },
        ...(hasFolders && inFolders),
      });
    });
    afterAll(() => filled?.end());

    const found = async (asset: string): Promise<Master> => {
      const master = await filled.store.find(asset, { bypassCache: true });
      if (!master) throw new Error(`there is no ${asset}`);
      return master;
    };

    it('finds a master with its size and a version that stays, and is safe in a URL', async () => {
      const [first, second] = [await found('film'), await found('film')];
      expect(first).toMatchObject({ asset: 'film', size: film.byteLength, version: second.version });
      expect(first.version).toMatch(/^[0-9a-f]{20}$/);
    });

    it('finds what it lists, in order, and lists no more than is asked for', async () => {
      const listed = await filled.store.list(100);
      expect(listed).toStrictEqual(
        hasFolders
          ? ['courses/Caf\u00e9', 'courses/intro.v2', 'doomed', 'film', 'film.mkv', 'other']
          : ['doomed', 'film', 'other'],
      );
      for (const asset of listed) expect((await found(asset)).asset).toBe(asset);
      expect(await filled.store.list(2)).toHaveLength(2);
      expect(await filled.store.list(0)).toHaveLength(0);
      const pages = [await filled.store.list(2, { after: '' })];
      for (let last = pages[0]!.at(-1); last !== undefined; last = pages.at(-1)!.at(-1))
        pages.push(await filled.store.list(2, { after: last }));
      expect(pages.flat()).toStrictEqual(listed);
    });

    it.each([
      [
        'nothing',
        'courses',
        'courses/',
        '/film',
        'film/',
        'film/x',
        './film',
        '../film',
        'courses/../film',
        '',
      ],
      ['film\0', 'film\\x', 'films/film', 'FILM', 'film.MP4', 'x'.repeat(3000), 'x/'.repeat(3000)],
    ])('has no master of other names', async (...names) => {
      for (const name of names) expect(await filled.store.find(name), name).toBeUndefined();
    });

    it('gives byte ranges, shorter only at the end', async () => {
      const master = await found('film');
      const source = await master.open();
      expect(source.size).toBe(film.byteLength);
      const ranges = [
        [0, 10],
        [100_000, 150_000],
        [299_990, 10],
        [299_990, 1000],
        [300_000, 10],
        [400_000, 10],
        [5, 0],
        [0, 300_000],
      ] as const;
      source.willRead?.(ranges.map(([offset, length]) => ({ offset, length })));
      const read = await Promise.all(ranges.map(([offset, length]) => source.read(offset, length)));
      for (const [i, [offset, length]] of ranges.entries())
        expect(Buffer.compare(read[i]!, film.subarray(offset, offset + length))).toBe(0);
      await source.close();
    });

    it('has another version after the bytes were replaced, and gives no byte of it to who opens the earlier one', async () => {
      const earlier = await found('other');
      const open = await earlier.open();
      await open.read(0, 10);
      await filled.put('other.webm', randomBytes(200_000));
      const later = await found('other');
      expect(later.version).not.toBe(earlier.version);
      expect(await codeOf(() => readAgain(earlier))).toBe('master_changed');
      expect(await codeOf(() => readAgain(later))).toBeUndefined();
      await open.close();
    });

    it('has no master of what was removed, and gives no byte of it', async () => {
      const earlier = await found('doomed');
      await filled.remove('doomed.mp4');
      expect(await filled.store.find('doomed', { bypassCache: true })).toBeUndefined();
      expect(await codeOf(() => readAgain(earlier))).toBe('master_changed');
    });

    it.runIf(hasFolders)('chooses among files of one name, and finds each by its whole name', async () => {
      expect((await found('film')).size).toBe(film.byteLength);
      expect((await found('film.mkv')).size).toBe(50);
      expect((await found('film.mp4')).size).toBe(film.byteLength);
      expect((await found('courses/Caf\u00e9')).size).toBe(film.byteLength);
    });

    const sidecarsOf = async (asset: string) => (await found(asset)).sidecars;
    const named = async (asset: string) => (await sidecarsOf(asset))?.files.map(({ name }) => name);

    it.runIf(hasFolders)('finds what belongs to a master, and says what of it is not used', async () => {
      expect(await sidecarsOf('film')).toMatchObject({
        files: [
          { name: 'film.en.vtt', role: 'text', language: 'en', format: 'vtt', size: 6 },
          { name: 'film.es.m4a', role: 'audio', language: 'es', size: film.byteLength },
          { name: 'film.jpg', role: 'poster' },
        ],
        ignored: [{ name: 'film.english.vtt', problem: 'tag_unknown' }],
      });
      expect(await named('courses/intro.v2')).toStrictEqual(['intro.v2.json']);
      expect(await named('film.mkv')).toStrictEqual([]);
    });

    it.runIf(hasFolders)('lists no audio that belongs to a film, and finds it by its names', async () => {
      expect(await filled.store.list(100)).not.toContain('film.es');
      for (const name of ['film.es', 'film.es.m4a']) expect((await found(name)).size).toBe(film.byteLength);
    });

    it.runIf(hasFolders)(
      'tells one state of the sidecars from another, and reads only the one it found',
      async () => {
        const before = await sidecarsOf('film');
        const english = before?.files[0];
        if (!before || !english) throw new Error('there is no text');
        expect((await sidecarsOf('film'))?.revision).toBe(before.revision);
        await filled.put('film.en.vtt', text('WEBVTT and more'));
        const changed = await sidecarsOf('film');
        expect(changed?.revision).not.toBe(before.revision);
        expect(await codeOf(() => readSidecar(english))).toBe('sidecar_changed');
        expect(Buffer.from(await readSidecar(changed!.files[0]!)).toString()).toBe('WEBVTT and more');
        await filled.remove('film.en.vtt');
        await filled.put('film.de.srt', text('1'));
        expect(await named('film')).toStrictEqual(['film.de.srt', 'film.es.m4a', 'film.jpg']);
      },
    );
  });
});

async function readAgain(master: Master): Promise<void> {
  const source = await master.open();
  try {
    await source.read(20_000, 10);
  } finally {
    await source.close();
  }
}
