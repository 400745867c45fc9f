/** Copies in a bucket: one server remuxes, all others take what it has made. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CopyStore } from '../../../src/assets/copies/copy-store.js';
import { MasterCopies } from '../../../src/assets/copies/master-copies.js';
import { SharedCopies } from '../../../src/assets/copies/shared-copies.js';
import type { MediaTools } from '../../../src/masters/indexing/media-tools.js';
import { createLogger } from '../../../src/shared/log.js';
import type { ByteSource, Master } from '../../../src/stores/store.js';
import {
  MemoryObjects,
  memorySource,
  remoteMaster,
  unavailable,
} from '../../stores/support/memory-objects.js';

const ROOT = 'copies/';
const ORIGINAL = Buffer.from('a film in a container that is not read in place. '.repeat(1000));
const stream = { id: 0, kind: 'video', codec: 'h264', isEnabled: true, startSeconds: 0 } as const;
const context = { signal: new AbortController().signal };
const log = createLogger({ level: 'silent' });

let folder: string;
let objects: MemoryObjects;
let master: Master;
let remuxes: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-shared-'));
  objects = new MemoryObjects();
  await objects.put('masters/film.avi', ORIGINAL);
  master = remoteMaster(objects, 'film', 'masters/film.avi');
  remuxes = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Remuxes by adding a few bytes, others for each server. */
const toolsOf = (name: string): Pick<MediaTools, 'remux'> => ({
  remux: async ({ open, size }, _container, target) => {
    remuxes += 1;
    const source = await open();
    const path = join(target, '0.mp4');
    await writeFile(path, Buffer.concat([await source.read(0, size), Buffer.from(name)]));
    await source.close();
    return { files: [{ path, kind: 'movie', stream }], ignored: [] };
  },
});

/** A server with a disk of its own. */
function server(name: string, tools = toolsOf(name), source = memorySource(objects)) {
  const shared = new SharedCopies({
    ...{ objects, root: ROOT, log, signal: context.signal },
    source,
  });
  const local = new CopyStore({ folder: join(folder, name), maxBytes: 1e9, minFreeBytes: 0, log });
  const copies = new MasterCopies({
    ...{ local, shared, tools, log },
    ...{ remuxMaxBytes: 1e9, downloadMaxBytes: 0 },
  });
  return { copies, shared, local, prepare: () => copies.prepare(master, 'avi', context) };
}

const keys = () => [...objects.objects.keys()].filter((key) => key.startsWith(ROOT));
const nameOf = (prepared: { readonly copies: readonly { readonly path: string }[] }) =>
  prepared.copies[0]!.path.split('/').at(-1)!;

async function contents(opening: Promise<ByteSource>): Promise<string> {
  const source = await opening;
  const bytes = await source.read(0, source.size);
  await source.close();
  return Buffer.from(bytes).toString();
}

describe('a master in a bucket that has to be remuxed', () => {
  it('is downloaded for it, and nothing of the download is left', async () => {
    const one = server('one');
    const prepared = await one.prepare();
    expect(await contents(one.copies.openRemuxed(master, nameOf(prepared)))).toBe(`${ORIGINAL}one`);
    const [directory = ''] = await readdir(join(folder, 'one'));
    expect(await readdir(join(folder, 'one', directory))).toEqual([nameOf(prepared)]);
  });

  it('is not downloaded where it is larger than what is remuxed', async () => {
    const copies = new MasterCopies({
      ...{ local: server('one').local, tools: toolsOf('one'), log },
      ...{ remuxMaxBytes: 1000, downloadMaxBytes: 0 },
    });
    objects.counts['read'] = 0;
    await expect(copies.prepare(master, 'avi', context)).rejects.toMatchObject({
      code: 'master_too_large_to_conform',
    });
    expect(objects.counts['read']).toBe(0);
  });

  it('is remuxed by one server only', async () => {
    const [one, other] = [server('one'), server('other')];
    const first = await one.prepare();
    await one.shared.idle();
    const second = await other.prepare();
    expect([remuxes, nameOf(second)]).toEqual([1, nameOf(first)]);
    expect(second).toEqual({
      ...first,
      copies: [{ ...first.copies[0], path: expect.stringContaining('other') }],
    });
    expect(await contents(other.copies.openRemuxed(master, nameOf(second)))).toBe(`${ORIGINAL}one`);
  });

  it('is remuxed here where the copies in the bucket cannot be read', async () => {
    await server('one').prepare();
    objects.before = async (_operation, key) => {
      if (key.startsWith(ROOT)) throw unavailable();
    };
    await server('other').prepare();
    expect(remuxes).toBe(2);
  });

  it('is remuxed here where a copy in the bucket has other bytes', async () => {
    const one = server('one');
    await one.prepare();
    await one.shared.idle();
    const isCopy = (key: string) => key.startsWith(ROOT) && !key.endsWith('.json');
    const other = server('other', toolsOf('other'), async (object) => {
      const source = await memorySource(objects)(object);
      const read = async (offset: number, length: number) => {
        const bytes = Buffer.from(await source.read(offset, length));
        if (isCopy(object.key)) bytes[0]! ^= 1;
        return bytes;
      };
      return { ...source, read };
    });
    expect(await contents(other.copies.openRemuxed(master, nameOf(await other.prepare())))).toContain(
      'other',
    );
    expect(remuxes).toBe(2);
  });

  it.each([
    ['no JSON', 'oops'],
    ['of another format', '{"format":2}'],
    [
      'of files elsewhere',
      '{"format":1,"directory":"0123456789ab","container":"avi","ignored":[],"files":[{"name":"../../etc","size":1,"entityTag":"\\"x\\"","kind":"movie","stream":{"id":0,"kind":"video","codec":"h264","isEnabled":true,"startSeconds":0}}]}',
    ],
  ])('is remuxed where the manifest in the bucket is %s', async (_, manifest) => {
    const one = server('one');
    await one.prepare();
    await one.shared.idle();
    const key = keys().find((candidate) => candidate.endsWith('.json'))!;
    await objects.put(key, Buffer.from(manifest));
    await server('other').prepare();
    expect(remuxes).toBe(2);
  });
});

describe('copies in the bucket', () => {
  it('are read by ranges where the disk has none any more', async () => {
    const one = server('one');
    const name = nameOf(await one.prepare());
    await one.shared.idle();
    await one.copies.removeLocal(() => true);
    expect(await one.copies.has(master, [name])).toBe(true);
    const source = await one.copies.openRemuxed(master, name);
    expect(Buffer.from(await source.read(2, 4)).toString()).toBe('film');
  });

  it('that are gone are missing, and not a changed master', async () => {
    const one = server('one');
    const name = nameOf(await one.prepare());
    await one.shared.idle();
    await one.copies.removeLocal(() => true);
    const source = await one.copies.openRemuxed(master, name);
    await objects.delete(keys());
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'master_copy_missing' });
    expect(await one.copies.has(master, [name])).toBe(false);
  });

  it('are those of the first server when two have remuxed', async () => {
    const [one, other] = [server('one'), server('other')];
    const [first, second] = await Promise.all([one.prepare(), other.prepare()]);
    await Promise.all([one.shared.idle(), other.shared.idle()]);
    expect(keys()).toHaveLength(2);
    const third = await server('third').prepare();
    expect([nameOf(first), nameOf(second)]).toContain(nameOf(third));
    expect(remuxes).toBe(2);
  });

  it('go when their asset is removed, and only they', async () => {
    const one = server('one');
    await one.prepare();
    await one.shared.idle();
    await objects.put(`${ROOT}README`, Buffer.from('x'));
    await one.copies.remove({ asset: 'news' });
    expect(keys()).toHaveLength(3);
    await one.copies.remove({ asset: 'film', version: 'other' });
    expect(keys()).toHaveLength(3);
    await one.copies.remove({ asset: 'film' });
    expect(keys()).toEqual([`${ROOT}README`]);
  });

  it('that could not all be stored are not there at all', async () => {
    objects.before = async (operation, key) => {
      if (operation === 'put' && key.endsWith('.json')) throw unavailable();
    };
    const one = server('one');
    await one.prepare();
    await one.shared.idle();
    expect(keys()).toEqual([]);
  });
});

describe('a small master in a bucket', () => {
  const copiesOf = (maxBytes: number) =>
    new MasterCopies({
      ...{ tools: toolsOf('one'), log, remuxMaxBytes: 1e9, downloadMaxBytes: 1_000_000 },
      local: new CopyStore({ folder: join(folder, 'small'), maxBytes, minFreeBytes: 0, log }),
    });
  const whole = { kind: 'master' } as const;

  it('is downloaded once, however many need it', async () => {
    const copies = copiesOf(1e9);
    const opened = await Promise.all([1, 2, 3].map(() => contents(copies.open(master, whole))));
    const reads = objects.counts['read'];
    expect(new Set(opened)).toEqual(new Set([ORIGINAL.toString()]));
    await contents(copies.open(master, whole));
    expect([reads, objects.counts['read']]).toEqual([1, 1]);
  });

  it('is read by ranges where there is no room for a copy', async () => {
    const copies = copiesOf(10);
    const source = await copies.open(master, whole);
    expect(Buffer.from(await source.read(2, 4)).toString()).toBe('film');
    expect(await readdir(join(folder, 'small'))).toEqual([]);
  });
});
