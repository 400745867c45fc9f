/** Files are whole or not there, also when writing fails. */
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AtomicWriteOptions, writeAtomically } from '../../src/shared/atomic-write.js';

let root: string;
let path: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-atomic-'));
  path = join(root, 'file');
});

afterEach(() => rm(root, { recursive: true, force: true }));

const modeOf = async (name: string) => (await stat(name)).mode & 0o777;

/** What is under the root while the second of two pieces is being written. */
async function duringWrite(options: AtomicWriteOptions = {}): Promise<readonly string[]> {
  let found: readonly string[] = [];
  function* pieces() {
    yield Buffer.from('half');
    found = readdirSync(root, { recursive: true }) as string[];
    yield Buffer.from(' and half');
  }
  await writeAtomically(path, pieces(), options);
  return found;
}

describe('an atomic write', () => {
  test.each([
    ['a text', 'contents'],
    ['bytes', Buffer.from('contents')],
    ['pieces', [Buffer.from('con'), Buffer.from('tents')]],
  ])('replaces a file by %s', async (_what, contents) => {
    await writeFile(path, 'what was there before, and longer');
    await writeAtomically(path, contents, { flush: true });
    expect([await readFile(path, 'utf8'), await readdir(root)]).toEqual(['contents', ['file']]);
  });

  test('creates missing directories; all of it is for its owner alone', async () => {
    const [first, second] = [join(root, 'one'), join(root, 'unfinished')];
    await writeAtomically(join(first, 'file'), 'x', { temporaryPath: join(second, 'draft') });
    const modes = await Promise.all([first, second, join(first, 'file')].map(modeOf));
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  test('writes beside the file, or where it is told to', async () => {
    expect(await duringWrite()).toEqual([expect.stringMatching(/^file\.[0-9a-f]{12}\.tmp$/)]);
    await rm(path);
    const temporaryPath = join(root, 'unfinished', 'draft');
    expect(await duringWrite({ temporaryPath })).toEqual(['unfinished', join('unfinished', 'draft')]);
    expect((await readdir(root, { recursive: true })).sort()).toEqual(['file', 'unfinished']);
  });

  test('that fails leaves what was there, and nothing else', async () => {
    await writeFile(path, 'before');
    function* pieces() {
      yield Buffer.from('half');
      throw new Error('no more');
    }
    await expect(writeAtomically(path, pieces())).rejects.toThrow('no more');
    expect([await readFile(path, 'utf8'), await readdir(root)]).toEqual(['before', ['file']]);
  });

  test('that cannot be renamed leaves nothing either', async () => {
    await mkdir(path);
    await expect(writeAtomically(path, 'x')).rejects.toThrow();
    expect(await readdir(root)).toEqual(['file']);
  });

  test('writes through no link that stands in the place of its temporary file', async () => {
    const [target, temporaryPath] = [join(root, 'target'), join(root, 'draft')];
    await writeFile(target, 'mine');
    await symlink(target, temporaryPath);
    await expect(writeAtomically(path, 'x', { temporaryPath })).rejects.toThrow('EEXIST');
    expect(await readFile(target, 'utf8')).toBe('mine');
  });
});
