import { tmpdir } from 'node:os';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/shared/log.js';
import type { Master, MultipartStore } from '../../../src/stores/index.js';
import { MasterBucket } from '../../../src/uploads/masters/master-bucket.js';
import { MultipartUploads } from '../../../src/uploads/multipart/multipart-uploads.js';
import { MemoryObjects, remoteMaster, unavailable } from '../../stores/support/memory-objects.js';

const BYTES = 1000;
const PARTS = [{ number: 1, etag: '"1"' }];

let objects: MemoryObjects;
let arrived: string[];
/** What the store was asked for, in order. */
let asked: string[];
let completing: PromiseWithResolvers<void>;
/** Whether the store lists the parts, and has made an object of them. */
let isListed: boolean;
let isMade: boolean;
beforeEach(() => {
  objects = new MemoryObjects();
  arrived = [];
  asked = [];
  completing = Promise.withResolvers();
  isListed = true;
  isMade = false;
});

const multipart: MultipartStore = {
  begin: async (key) => {
    asked.push(`begin ${key}`);
    return { key, uploadId: 'of the store' };
  },
  parts: async () => (isListed ? [{ number: 1, size: BYTES, entityTag: '"1"' }] : undefined),
  complete: async ({ key, uploadId }) => {
    asked.push(`complete ${key}, ${uploadId}`);
    [isListed, isMade] = [false, true];
    await completing.promise;
  },
  isMade: async (_upload, parts) => isMade && parts.length === 1 && parts[0]!.size === BYTES,
  abort: async ({ key }) => void asked.push(`abort ${key}`),
  presignPart: async ({ key }, { number, size }, seconds) => `${key} ${number} ${size} ${seconds}`,
};

function uploads(expiryMs = 60_000): MultipartUploads {
  const destination = new MasterBucket({
    ...{ folder: tmpdir(), minFreeBytes: 0, prefix: 'masters/' },
    store: { find: async (asset) => masterOf(asset), list: async () => [] },
    shutdownSignal: new AbortController().signal,
    open: async () => objects,
  });
  return new MultipartUploads({
    ...{ isOpen: true, maxBytes: 1e9, maxUnfinished: 2, expiryMs },
    bucket: { destination, open: async () => ({ objects, multipart }) },
    onArrived: (asset) => arrived.push(asset),
    log: createLogger({ level: 'silent' }),
  });
}

function masterOf(asset: string): Master | undefined {
  const key = [...objects.objects.keys()].find((each) => each.startsWith(`masters/${asset}.`));
  return key === undefined ? undefined : remoteMaster(objects, asset, key);
}

const begin = (all: MultipartUploads, replace = false) =>
  all.begin({ asset: 'film.mp4', bytes: BYTES, replace });

describe('an upload in parts', () => {
  it('is completed once, however often that is asked for while the store takes its time', async () => {
    const all = uploads();
    const { id } = await begin(all);
    const answers = [all.complete(id, PARTS), all.complete(id, PARTS)];
    completing.resolve();
    const whole = { asset: 'film', bytes: BYTES };
    expect(await Promise.all([...answers, all.complete(id, PARTS)])).toEqual([whole, whole, whole]);
    expect(asked).toEqual(['begin masters/film.mp4', 'complete masters/film.mp4, of the store']);
    expect([arrived, objects.objects.size]).toEqual([['film'], 0]);
  });

  it('is known to the next process, and its URLs last no longer than it does', async () => {
    const { id } = await begin(uploads());
    const [part] = await uploads().partUrls(id, { from: 1, count: 100, seconds: 3600 });
    expect(part).toEqual({ number: 1, bytes: BYTES, url: 'masters/film.mp4 1 1000 60' });
  });

  it('never leads to another key, whatever its record says', async () => {
    const { id } = await begin(uploads());
    const [key, { bytes }] = [...objects.objects][0]!;
    const record = JSON.parse(Buffer.from(bytes).toString());
    for (const name of ['../film.mp4', '/etc/film.mp4', '.hidden.mp4', 'film']) {
      await objects.put(key, Buffer.from(JSON.stringify({ ...record, name })));
      await expect(uploads().partUrls(id, { from: 1, count: 1, seconds: 60 })).rejects.toMatchObject({
        code: 'upload_unknown',
      });
    }
    expect([await uploads().sweep(Date.now()), objects.objects.size]).toEqual([1, 0]);
    for (const other of ['', 'mpu_1', '../../film.mp4', id.toUpperCase()])
      await expect(uploads().partUrls(other, { from: 1, count: 1, seconds: 60 })).rejects.toMatchObject({
        code: 'upload_unknown',
      });
  });

  it('is aborted in the store where its record cannot be stored, and when its time is over', async () => {
    objects.before = async (operation) => {
      if (operation === 'put') throw new Error('full');
    };
    await expect(begin(uploads())).rejects.toThrow('full');
    expect(asked).toEqual(['begin masters/film.mp4', 'abort masters/film.mp4']);
    objects.before = async () => undefined;
    await begin(uploads());
    expect([await uploads().sweep(Date.now()), await uploads().sweep(Date.now() + 61_000)]).toEqual([0, 1]);
    expect([asked.at(-1), objects.objects.size]).toEqual(['abort masters/film.mp4', 0]);
  });
});

describe('an upload in parts whose completion has had no answer', () => {
  const OLD = 'masters/film.mkv';
  const keys = () => [...objects.objects.keys()].filter((key) => !key.includes('.onplay-uploads'));

  /** Returns its id. The store has made the object, and said nothing. */
  async function unanswered(replace: boolean): Promise<string> {
    const all = uploads();
    const { id } = await begin(all, replace);
    const answer = all.complete(id, PARTS);
    const refused = expect(answer).rejects.toMatchObject({ code: 'store_unavailable' });
    completing.reject(unavailable());
    await refused;
    return id;
  }

  it('is gone on with by the next process: what it replaces is removed, and its arrival told of', async () => {
    await objects.put(OLD, Buffer.from('old'));
    const id = await unanswered(true);
    expect([keys(), arrived]).toEqual([[OLD], []]);
    expect(await uploads().complete(id, PARTS)).toEqual({ asset: 'film', bytes: BYTES });
    expect([arrived, objects.objects.size]).toEqual([['film'], 0]);
  });

  it('is no obstacle to itself where the store goes on listing the parts', async () => {
    const id = await unanswered(false);
    await objects.put('masters/film.mp4', Buffer.from('new'));
    isListed = true;
    completing = Promise.withResolvers();
    completing.resolve();
    expect(await uploads().complete(id, PARTS)).toEqual({ asset: 'film', bytes: BYTES });
    expect([keys(), arrived]).toEqual([['masters/film.mp4'], ['film']]);
  });

  it('is unknown where the store has neither the parts nor their object', async () => {
    await objects.put(OLD, Buffer.from('old'));
    const id = await unanswered(true);
    isMade = false;
    await expect(uploads().complete(id, PARTS)).rejects.toMatchObject({ code: 'upload_unknown' });
    expect([keys(), arrived]).toEqual([[OLD], []]);
  });

  it('is not taken for complete by what another has stored before', async () => {
    const { id } = await begin(uploads());
    [isListed, isMade] = [false, true];
    await expect(uploads().complete(id, PARTS)).rejects.toMatchObject({ code: 'upload_unknown' });
  });

  it.each(['masters/other.mkv', 'masters/film.mp4', 'masters/film.srt', 'masters/film.de.m4a', 'film.mkv'])(
    'does not have %s removed, whatever its record says',
    async (key) => {
      const id = await unanswered(true);
      const name = `masters/.onplay-uploads/${id}.json`;
      const record = JSON.parse(Buffer.from(objects.objects.get(name)!.bytes).toString());
      await objects.put(name, Buffer.from(JSON.stringify({ ...record, completing: { replaces: key } })));
      await objects.put(key, Buffer.from('of another'));
      await uploads().complete(id, PARTS);
      expect([arrived, keys()]).toEqual([['film'], [key]]);
    },
  );
});
