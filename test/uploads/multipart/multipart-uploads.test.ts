import { tmpdir } from 'node:os';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/shared/log.js';
import type { MultipartStore } from '../../../src/stores/index.js';
import { MasterBucket } from '../../../src/uploads/masters/master-bucket.js';
import { MultipartUploads } from '../../../src/uploads/multipart/multipart-uploads.js';
import { MemoryObjects } from '../../stores/support/memory-objects.js';

const BYTES = 1000;
const PARTS = [{ number: 1, etag: '"1"' }];

let objects: MemoryObjects;
let arrived: string[];
/** What the store was asked for, in order. */
let asked: string[];
let completing: PromiseWithResolvers<void>;
beforeEach(() => {
  objects = new MemoryObjects();
  arrived = [];
  asked = [];
  completing = Promise.withResolvers();
});

const multipart: MultipartStore = {
  begin: async (key) => {
    asked.push(`begin ${key}`);
    return { key, uploadId: 'of the store' };
  },
  parts: async () => [{ number: 1, size: BYTES, entityTag: '"1"' }],
  complete: async ({ key, uploadId }) => {
    asked.push(`complete ${key}, ${uploadId}`);
    await completing.promise;
  },
  abort: async ({ key }) => void asked.push(`abort ${key}`),
  presignPart: async ({ key }, number, seconds) => `${key} ${number} ${seconds}`,
};

function uploads(expiryMs = 60_000): MultipartUploads {
  const destination = new MasterBucket({
    ...{ folder: tmpdir(), minFreeBytes: 0, prefix: 'masters/' },
    store: { find: async () => undefined, list: async () => [] },
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

const begin = (all: MultipartUploads) => all.begin({ asset: 'film.mp4', bytes: BYTES, replace: false });

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
    expect(part).toEqual({ number: 1, bytes: BYTES, url: 'masters/film.mp4 1 60' });
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
