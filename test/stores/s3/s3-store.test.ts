import { beforeEach, describe, expect, it } from 'vitest';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { s3Store } from '../../../src/stores/s3/s3-store.js';
import { WindowCache } from '../../../src/stores/s3/windows/window-cache.js';
import { readSidecar } from '../../../src/stores/sidecars/read-sidecar.js';
import type { MasterStore } from '../../../src/stores/store.js';
import { type MemoryObjects, memoryObjects } from './support/memory-objects.js';

const NFC = 'Caf\u00e9';
const NFD = 'Cafe\u0301';
let objects: MemoryObjects;
let store: MasterStore;

beforeEach(() => use({}));

function use(options: Parameters<typeof memoryObjects>[0], prefix = 'films/'): void {
  objects = memoryObjects(options);
  const location = { bucket: 'b', prefix };
  store = s3Store(
    { settings: { pathStyle: 'auto' }, location },
    { store: objects, windows: new WindowCache() },
  );
}

const put = (...keys: string[]) => {
  for (const key of keys) objects.set(key, key);
};
const keyOf = async (asset: string, options = {}) => (await store.find(asset, options))?.object?.key;

describe('a lookup', () => {
  it('is one request, and one for the head of the object while its key is known', async () => {
    put('films/a.mp4', 'films/a.srt', 'films/ab.mp4', 'films/a.d/b.mp4');
    expect(await keyOf('a')).toBe('films/a.mp4');
    expect(await keyOf('a')).toBe('films/a.mp4');
    expect(objects.requests).toStrictEqual(['list films/a.', 'head films/a.mp4']);
  });

  it('finds another object at once when the known one is gone, or the caller knows of a change', async () => {
    put('films/a.mkv');
    expect(await keyOf('a')).toBe('films/a.mkv');
    put('films/a.mp4');
    expect(await keyOf('a')).toBe('films/a.mkv');
    expect(await keyOf('a', { bypassCache: true })).toBe('films/a.mp4');
    objects.remove('films/a.mp4');
    expect(await keyOf('a')).toBe('films/a.mkv');
    objects.remove('films/a.mkv');
    expect(await keyOf('a')).toBeUndefined();
  });

  it('has the version of the bytes: another for others, the same for the same stored again', async () => {
    const version = async (bytes: string) => {
      objects.set('films/a.mp4', bytes);
      return (await store.find('a'))?.version;
    };
    const first = await version('first');
    expect(first).toMatch(/^[0-9a-f]{20}$/);
    expect(await version('second')).not.toBe(first);
    expect(await version('first')).toBe(first);
  });

  it('finds the preferred object on whichever page of a list it is', async () => {
    use({ pageSize: 2 });
    put('films/a.aac', 'films/a.avi', 'films/a.de.srt', 'films/a.mkv', 'films/a.mp4', 'films/a.nfo');
    expect(await keyOf('a')).toBe('films/a.mp4');
    expect(await keyOf('a.mkv')).toBe('films/a.mkv');
  });

  it('looks at no more than ten thousand objects beside a master', async () => {
    put(...Array.from({ length: 12_000 }, (_, i) => `films/a.note${i}`));
    expect(await keyOf('a')).toBeUndefined();
    expect(objects.requests).toHaveLength(10);
  });
});

describe('what belongs to a master', () => {
  const sidecars = async (asset: string, options = {}) => (await store.find(asset, options))?.sidecars;
  const named = async (asset: string, options = {}) =>
    (await sidecars(asset, options))?.files.map(({ name, file }) => `${name} of ${file.asset}`);

  it('costs no request of its own, and is read in its version', async () => {
    put('films/c/a.mp4', 'films/c/a.en.vtt', 'films/c/a.jpg', 'films/c/ab.de.vtt');
    expect(await named('c/a')).toStrictEqual(['a.en.vtt of c/a.en.vtt', 'a.jpg of c/a.jpg']);
    expect(await named('c/a')).toHaveLength(2);
    expect(objects.requests).toStrictEqual(['list films/c/a.', 'head films/c/a.mp4']);
    const [english] = (await sidecars('c/a'))!.files;
    expect(Buffer.from(await readSidecar(english!)).toString()).toBe('films/c/a.en.vtt');
  });

  it('is found anew when the caller knows of a change', async () => {
    put('films/a.mp4');
    expect(await named('a')).toStrictEqual([]);
    put('films/a.en.vtt');
    expect(await named('a')).toStrictEqual([]);
    expect(await named('a', { bypassCache: true })).toStrictEqual(['a.en.vtt of a.en.vtt']);
  });

  it('is that of the whole name too', async () => {
    put('films/a.mp4', 'films/a.mkv', 'films/a.mkv.en.vtt', 'films/a.de.vtt');
    expect(await named('a.mkv')).toStrictEqual(['a.mkv.en.vtt of a.mkv.en.vtt']);
    expect(await named('a')).toStrictEqual(['a.de.vtt of a.de.vtt']);
  });

  it('has the spelling of the master', async () => {
    put(`films/${NFD}.mp4`, `films/${NFD}.en.vtt`);
    expect(await named(NFC)).toStrictEqual([`${NFD}.en.vtt of ${NFC}.en.vtt`]);
  });

  it('is nothing in another folder, whatever its key', async () => {
    put('films/a.mp4', 'films/a.en/../a.vtt', 'films/a./x.vtt', 'films/a.\u0000.vtt', 'films/a.en.vtt/');
    const found = await sidecars('a');
    expect(found?.files).toStrictEqual([]);
    expect(found?.ignored).toStrictEqual([{ name: 'a.\u0000.vtt', problem: 'tag_unknown' }]);
  });

  it('is audio that is in no list, except where that is asked for', async () => {
    put('films/a.mp4', 'films/a.es.m4a', 'films/b.es.m4a');
    expect(await store.list(10)).toStrictEqual(['a', 'b.es']);
    expect(await store.list(10, { withDubs: true })).toStrictEqual(['a', 'a.es.m4a', 'b.es']);
  });
});

describe('a list of masters', () => {
  it('has the names that lead to them, sorted, and nothing else', async () => {
    put('films/b.mp4', 'films/a/b.mkv', 'films/a/b.mp4', 'films/note.txt', 'other/c.mp4', 'films/d/');
    expect(await store.list(10)).toStrictEqual(['a/b', 'a/b.mkv', 'b']);
    expect(await store.list(2)).toHaveLength(2);
  });

  it('is not requested anew for each look at a page', async () => {
    put('films/a.mp4');
    await store.list(10);
    await store.list(10);
    expect(objects.requests).toStrictEqual(['list films/']);
  });

  it('ends where the caller has enough, and after a hundred thousand objects', async () => {
    put(...Array.from({ length: 3000 }, (_, i) => `films/${String(i).padStart(5, '0')}.mp4`));
    expect((await store.list(100)).slice(0, 2)).toStrictEqual(['00000', '00001']);
    expect(objects.requests).toHaveLength(1);
    use({});
    put(...Array.from({ length: 120_000 }, (_, i) => `films/${i}.txt`));
    expect(await store.list(10)).toStrictEqual([]);
    expect(objects.requests).toHaveLength(100);
  });
});

describe('keys with odd names', () => {
  it.each([
    ['films/a//b.mp4'],
    ['films//b.mp4'],
    ['films/../b.mp4'],
    ['films/./b.mp4'],
    ['films/.hidden.mp4'],
    ['films/.git/b.mp4'],
    ['films/~b.mp4'],
    ['films/-.mp4'],
    ['films/a\\b.mp4'],
    ['films/a\u0001b.mp4'],
    ['films/a\nb.mp4'],
    ['films/\ufffd.mp4'],
    ['films/.mp4'],
    ['films/b.mp4/'],
    [`films/${'long'.repeat(100)}.mp4`],
    [`films/${'deep/'.repeat(8)}b.mp4`],
  ])('%j is no master, and hides none', async (key) => {
    put(key, 'films/whole.mp4');
    expect(await store.list(10)).toStrictEqual(['whole']);
    expect(await keyOf('whole')).toBe('films/whole.mp4');
  });

  it('each listed name is one of an asset, and is found', async () => {
    const parts = [
      'a',
      'b.mkv',
      'a b',
      '%2e',
      '+',
      '?',
      '#',
      '"',
      '<&>',
      NFC,
      NFD,
      '中',
      '..',
      '.',
      '~',
      '-',
      '',
      'x\\y',
      '\u0007',
    ];
    for (const folder of parts) {
      for (const name of parts)
        put(`films/${folder}/${name}.mp4`, `films/${folder}/${name}.mkv`, `films/${name}.mov`);
    }
    const assets = await store.list(10_000);
    expect(assets.length).toBeGreaterThan(200);
    for (const asset of assets) {
      expect(toAssetId(asset)).toBe(asset);
      expect(await keyOf(asset), asset).toMatch(/^films\//);
    }
  });

  it('spelled in either Unicode form are found by the composed name, and the composed one comes first', async () => {
    put(`films/${NFD}/${NFD}.mkv`);
    expect(await store.list(10)).toStrictEqual([`${NFC}/${NFC}`]);
    expect(await keyOf(`${NFC}/${NFC}`)).toBe(`films/${NFD}/${NFD}.mkv`);
    put(`films/${NFC}/${NFC}.avi`);
    expect(await keyOf(`${NFC}/${NFC}`, { bypassCache: true })).toBe(`films/${NFC}/${NFC}.avi`);
  });

  it.each([
    '../secret',
    'a/../b',
    './b',
    '/b',
    'b/',
    'a//b',
    'a\\b',
    'b\0',
    '',
    '.',
    '..',
    'b.mp4.',
    'long'.repeat(2000),
    'deep/'.repeat(2000),
  ])('the asset %j is not looked for outside the prefix', async (asset) => {
    put('secret.mp4', 'films/b.mp4');
    expect(await store.find(asset)).toBeUndefined();
    for (const request of objects.requests) expect(request).toMatch(/^(list|head) films\//);
  });
});
