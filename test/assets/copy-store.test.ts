import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CopyStore, type CopyStoreOptions } from '../../src/assets/copy-store.js';
import { ownMark } from '../../src/assets/process-mark.js';
import { versionFolder } from '../../src/assets/version-folder.js';
import type { CopyPlace } from '../../src/masters/indexing/prepare-master.js';
import { createLogger } from '../../src/shared/log.js';

const HOUR = 3600_000;
const log = createLogger({ level: 'silent' });

let folder: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-copies-'));
});
afterEach(async () => {
  child?.kill();
  child = undefined;
  await rm(folder, { recursive: true, force: true });
});

const store = (options: Partial<CopyStoreOptions> = {}) =>
  new CopyStore({ folder, maxBytes: 1000, minFreeBytes: 0, log, ...options });
const versionOf = (asset: string) => ({ asset, version: 'v1' });

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

/** Makes a copy of so many bytes. */
const copyOf = (bytes: number) => async (place: CopyPlace) => {
  await mkdir(place.folder);
  await writeFile(join(place.folder, 'media.mp4'), Buffer.alloc(bytes));
};

async function add(asset: string, bytes: number, hoursAgo = 0, copies = store()): Promise<void> {
  await copies.add(versionOf(asset), bytes, copyOf(bytes));
  const usedAt = (Date.now() - hoursAgo * HOUR) / 1000;
  await utimes(join(folder, versionFolder(versionOf(asset))), usedAt, usedAt);
}

async function kept(...assets: readonly string[]): Promise<boolean[]> {
  const folders = await readdir(folder);
  return assets.map((asset) => folders.includes(versionFolder(versionOf(asset))));
}

describe('the store of copies', () => {
  it('removes the least recently used one when another has no room', async () => {
    await add('old', 400, 3);
    await add('older', 400, 5);
    await add('new', 400);
    expect(await kept('old', 'older', 'new')).toStrictEqual([true, false, true]);
  });

  it('takes one that is played for used', async () => {
    await add('old', 400, 3);
    await add('older', 400, 5);
    const reading = await store().open(versionOf('older'), 'media.mp4');
    await reading.close();
    await add('new', 400, 0, store());
    expect(await kept('old', 'older', 'new')).toStrictEqual([false, true, true]);
  });

  it('removes none that is being read, and makes no other then', async () => {
    const copies = store({ clock: () => Date.now() + 24 * HOUR });
    await copies.add(versionOf('film'), 800, copyOf(800));
    const reading = await copies.open(versionOf('film'), 'media.mp4');
    const wanted = copies.add(versionOf('other'), 800, copyOf(800));
    await expect(wanted).rejects.toMatchObject({ code: 'copies_full', retryable: true });
    expect(await kept('film', 'other')).toStrictEqual([true, false]);
    await reading.close();
  });

  it('gives two that come at once no room twice', async () => {
    const copies = store();
    const both = await Promise.allSettled(
      ['a', 'b'].map((asset) => copies.add(versionOf(asset), 600, copyOf(600))),
    );
    expect(both.map(({ status }) => status).sort()).toStrictEqual(['fulfilled', 'rejected']);
  });

  it('makes none where the disk has to stay as free as it is', async () => {
    const copies = store({ minFreeBytes: Number.MAX_SAFE_INTEGER });
    await expect(copies.add(versionOf('film'), 1, copyOf(1))).rejects.toMatchObject({ code: 'copies_full' });
  });

  it('brings what is there back within a bound that was lowered, once it is swept', async () => {
    await add('old', 400, 3);
    await add('older', 400, 5);
    await store({ maxBytes: 500 }).sweep();
    expect(await kept('old', 'older')).toStrictEqual([true, false]);
  });

  it('removes one that is being made only when that has ended', async () => {
    const copies = store();
    const [started, finished] = [new AbortController(), new AbortController()];
    const making = copies.add(versionOf('film'), 10, async (place) => {
      started.abort();
      await aborted(finished.signal);
      await copyOf(10)(place);
    });
    await aborted(started.signal);
    const removed = copies.remove((name) => name === versionFolder(versionOf('film')));
    finished.abort();
    await Promise.all([making, removed]);
    expect(await kept('film')).toStrictEqual([false]);
  });
});

describe('what was not finished', () => {
  const temporary = (mark: string) => `${versionFolder(versionOf('film'))}.${mark}.0123456789ab.tmp`;
  const leave = async (mark: string, hoursAgo: number) => {
    const path = join(folder, temporary(mark));
    await mkdir(path);
    await writeFile(join(path, 'media.mp4'), 'half a film');
    const seenAt = (Date.now() - hoursAgo * HOUR) / 1000;
    await utimes(path, seenAt, seenAt);
  };

  /** The mark that another process of this machine would write. */
  async function markOf(pid: number): Promise<string> {
    const space = (await ownMark()).split('-')[0];
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return `${space}-${pid}-${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  }

  it('by a process that has ended is removed by the next one', async () => {
    child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    await leave(await markOf(child.pid!), 0);
    child.kill();
    await once(child, 'exit');
    await store().sweep();
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('by a process that is still there stays, however long it takes', async () => {
    child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const mark = await markOf(child.pid!);
    await leave(mark, 5);
    await store().sweep();
    expect(await readdir(folder)).toStrictEqual([temporary(mark)]);
  });

  it('by a process whose id another one has by now is removed', async () => {
    const [space, pid] = (await ownMark()).split('-');
    await leave(`${space}-${pid}-1`, 0);
    await store().sweep();
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('on another machine stays as long as its heart beats', async () => {
    const [beating, still] = ['01234567-1-100', '01234567-2-100'];
    await leave(beating, 0);
    await leave(still, 1);
    await store().sweep();
    expect(await readdir(folder)).toStrictEqual([temporary(beating)]);
  });
});
