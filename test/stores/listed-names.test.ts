/** Random directories: what is listed can be opened under its name, and no name opens what is no master. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AssetId, toAssetId } from '../../src/shared/asset-id.js';
import { folderStore } from '../../src/stores/folder-store.js';
import { mediaRank } from '../../src/stores/media-extensions.js';

const STEMS = [
  'film',
  'Film',
  'Caf\xe9',
  'Cafe\u0301',
  '\u2126',
  '-',
  '~a',
  '.b',
  'film.mkv',
  'a b',
  'a\\b',
  'caf\ufffd',
];
const EXTENSIONS = [
  '',
  '.mp4',
  '.MP4',
  '.mkv',
  '.mov',
  '.m4a',
  '.srt',
  '.LRV',
  '.mp4.part',
  '.tmp',
  '.mp4~',
  '.',
];

const name = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...STEMS), fc.constantFrom(...EXTENSIONS))
      .map((parts) => parts.join('')),
  },
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map((text) => `${text}.mp4`),
);
/** Bytes: some names are not UTF-8. */
const fileName = fc.oneof(
  { weight: 9, arbitrary: name.map((text) => Buffer.from(text)) },
  name.map((text) => Buffer.concat([Buffer.from([0xe9]), Buffer.from(text)])),
);
const entry = fc.record({
  folder: fc.constantFrom('', 'films', 'Caf\xe9', 'Cafe\u0301', '~x', '.git', 'films/deeper'),
  fileName,
  kind: fc.constantFrom('file', 'file', 'file', 'folder', 'inside', 'outside', 'nowhere'),
});
type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never;

/** Every file contains its path. */
async function create(root: string, { folder, fileName: bytes, kind }: Entry): Promise<void> {
  // A directory without content would count as a mount point with nothing mounted.
  const isThere = await mkdir(join(root, folder), { recursive: true })
    .then(() => writeFile(join(root, folder, 'note.txt'), ''))
    .then(
      () => true,
      () => false,
    );
  if (!isThere) return;
  const path = Buffer.concat([Buffer.from(`${join(root, folder)}/`), bytes]);
  const made = {
    file: () => writeFile(path, path, { flag: 'wx' }),
    folder: () => mkdir(path),
    inside: () => symlink(join(root, 'target.mp4'), path),
    outside: () => symlink(join(root, '../secret.mp4'), path),
    nowhere: () => symlink('nothing', path),
  }[kind as 'file']();
  // A name that the file system cannot hold, or that is taken.
  await made.catch(() => undefined);
}

/** All names that could be asked for because of these entries. */
function candidates(entries: readonly Entry[]): AssetId[] {
  const names = entries.flatMap(({ folder, fileName: bytes }) => {
    const text = bytes.toString();
    const stems = [text, text.replace(/\.[^.]*$/, ''), text.toLowerCase(), `${text}.mp4`];
    return stems.map((stem) => (folder === '' ? stem : `${folder}/${stem}`));
  });
  return [...new Set(names)].flatMap((text) => {
    try {
      return [toAssetId(text)];
    } catch {
      return [];
    }
  });
}

it('every listed asset opens under its name, and no name opens a file that is no master', async () => {
  const property = fc.asyncProperty(fc.array(entry, { maxLength: 25 }), async (entries) => {
    const outside = await mkdtemp(join(tmpdir(), 'onplay-listed-'));
    try {
      const root = join(outside, 'masters');
      await mkdir(root);
      await writeFile(join(outside, 'secret.mp4'), 'secret');
      await writeFile(join(root, 'target.mp4'), `${root}/target.mp4`);
      for (const one of entries) await create(root, one);
      const store = folderStore(root);
      const opened = async (asset: AssetId) => {
        const source = await (await store.find(asset))?.open();
        const bytes = await source?.read(0, 4096);
        await source?.close();
        return bytes && Buffer.from(bytes).toString();
      };
      const listed = await store.list(1000);
      for (const asset of listed) {
        expect(toAssetId(asset)).toBe(asset);
        expect(await opened(asset as AssetId), asset).toBeDefined();
      }
      for (const asset of candidates(entries)) {
        const path = await opened(asset);
        if (path === undefined) continue;
        expect(path.startsWith(`${root}/`)).toBe(true);
        expect(mediaRank(path)).toBeDefined();
        expect(path.slice(root.length)).not.toMatch(/\/[.~]|\ufffd/);
        const short = asset.replace(/\.[^./]*$/, '');
        expect(listed.includes(asset) || listed.includes(short), asset).toBe(true);
      }
    } finally {
      await rm(outside, { recursive: true });
    }
  });
  await fc.assert(property, { seed: 20_261_129, numRuns: 100 });
});
