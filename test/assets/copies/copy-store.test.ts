import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CopyStore, type CopyStoreOptions } from '../../../src/assets/copies/copy-store.js';
import { ownMark } from '../../../src/assets/copies/process-mark.js';
import { versionFolder } from '../../../src/assets/version-folder.js';
import type { CopyDirectories } from '../../../src/masters/indexing/prepare-master.js';
import { createLogger } from '../../../src/shared/log.js';

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

/** Writes a copy of this size. */
const copyOf = (bytes: number) => async (place: CopyDirectories) => {
  await mkdir(place.folder);
  await writeFile(join(place.folder, 'media.mp4'), Buffer.alloc(bytes));
};

async function add(asset: string, bytes: number, hoursAgo = 0, copies = store()): Promise<void> {
  await copies.add(versionOf(asset), bytes, copyOf(bytes));
  const usedAt = (Date.now() - hoursAgo * HOUR) / 1000;
  await utimes(join(folder, versionFolder(versionOf(asset))), usedAt, usedAt);
}

async function areStored(...assets: readonly string[]): Promise<boolean[]> {
  const folders = await readdir(folder);
  return assets.map((asset) => folders.includes(versionFolder(versionOf(asset))));
}

describe('the copy store', () => {
  it('evicts the least recently used copy when there is no room for another', async () => {
    await add('old', 400, 3);
    await add('older', 400, 5);
    await add('new', 400);
    expect(await areStored('old', 'older', 'new')).toStrictEqual([true, false, true]);
  });

  it('counts reading a copy as a use', async () => {
    await add('old', 400, 3);
    await add('older', 400, 5);
    const reading = await store().open(versionOf('older'), 'media.mp4');
    await reading.close();
    await add('new', 400, 0, store());
    expect(await areStored('old', 'older', 'new')).toStrictEqual([false, true, true]);
  });

  it('does not evict a copy that is being read, and refuses the new one', async () => {
    const copies = store({ clock: () => Date.now() + 24 * HOUR });
    await copies.add(versionOf('film'), 800, copyOf(800));
    const reading = await copies.open(versionOf('film'), 'media.mp4');
    const wanted = copies.add(versionOf('other'), 800, copyOf(800));
    await expect(wanted).rejects.toMatchObject({ code: 'copies_full', retryable: true });
    expect(await areStored('film', 'other')).toStrictEqual([true, false]);
    await reading.close();
  });

  it('does not give the same room to two concurrent copies', async () => {
    const copies = store();
    const both = await Promise.allSettled(
      ['a', 'b'].map((asset) => copies.add(versionOf(asset), 600, copyOf(600))),
    );
    expect(both.map(({ status }) => status).sort()).toStrictEqual(['fulfilled', 'rejected']);
  });

  it('refuses a copy that would leave too little of the disk free', async () => {
    const copies = store({ minFreeBytes: Number.MAX_SAFE_INTEGER });
    await expect(copies.add(versionOf('film'), 1, copyOf(1))).rejects.toMatchObject({ code: 'copies_full' });
  });

  it('evicts what exceeds a lowered limit at the next sweep', async () => {
    await add('old', 400, 3);
    await add('older', 400, 5);
    await store({ maxBytes: 500 }).sweep();
    expect(await areStored('old', 'older')).toStrictEqual([true, false]);
  });

  it('removes a copy in progress only after it has ended', async () => {
    const copies = store();
    const [started, finished] = [new AbortController(), new AbortController()];
    const added = copies.add(versionOf('film'), 10, async (place) => {
      started.abort();
      await aborted(finished.signal);
      await copyOf(10)(place);
    });
    await aborted(started.signal);
    const removed = copies.remove((name) => name === versionFolder(versionOf('film')));
    finished.abort();
    await Promise.all([added, removed]);
    expect(await areStored('film')).toStrictEqual([false]);
  });
});

describe('an unfinished copy', () => {
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

  it('of a process that has ended is removed by the next process', async () => {
    child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    await leave(await markOf(child.pid!), 0);
    child.kill();
    await once(child, 'exit');
    await store().sweep();
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('of a running process stays, however long it takes', async () => {
    child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const mark = await markOf(child.pid!);
    await leave(mark, 5);
    await store().sweep();
    expect(await readdir(folder)).toStrictEqual([temporary(mark)]);
  });

  it('of a process whose id was reused is removed', async () => {
    const [space, pid] = (await ownMark()).split('-');
    await leave(`${space}-${pid}-1`, 0);
    await store().sweep();
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it('of another machine stays as long as it has a heartbeat', async () => {
    const [beating, still] = ['01234567-1-100', '01234567-2-100'];
    await leave(beating, 0);
    await leave(still, 1);
    await store().sweep();
    expect(await readdir(folder)).toStrictEqual([temporary(beating)]);
  });
});
