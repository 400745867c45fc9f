import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { s3Source } from '../../../src/stores/s3/s3-source.js';
import type { StoredObject } from '../../../src/stores/s3/stored-object.js';
import { WindowCache } from '../../../src/stores/s3/windows/window-cache.js';
import { codeOf } from '../../masters/support/errors.js';
import { type MemoryObjects, memoryObjects } from './support/memory-objects.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const content = randomBytes(40 * MIB);
let objects: MemoryObjects;
let windows: WindowCache;
let object: StoredObject;

beforeEach(async () => {
  objects = memoryObjects();
  windows = new WindowCache();
  objects.set('film.mp4', content);
  const facts = (await objects.head('film.mp4'))!;
  object = { settings: { pathStyle: 'auto' }, bucket: 'b', key: 'film.mp4', ...facts };
  objects.requests.length = 0;
});

const source = (signal?: AbortSignal) => s3Source(object, { store: objects, windows }, signal);

describe('reading', () => {
  it('opens and closes without a request', async () => {
    await source().close();
    expect(objects.requests).toStrictEqual([]);
  });

  it('requests just what is read once', async () => {
    const film = source();
    expect(await film.read(1000, 24)).toStrictEqual(new Uint8Array(content.subarray(1000, 1024)));
    expect(objects.requests).toStrictEqual(['read 1000+24']);
  });

  it('returns what there is at the end, and nothing behind it, without a request beyond', async () => {
    const film = source();
    expect(await film.read(content.byteLength - 3, 100)).toStrictEqual(new Uint8Array(content.subarray(-3)));
    expect((await film.read(content.byteLength, 100)).byteLength).toBe(0);
    expect((await film.read(content.byteLength + 5, 100)).byteLength).toBe(0);
    expect((await film.read(5, 0)).byteLength).toBe(0);
    expect(objects.requests).toStrictEqual([`read ${content.byteLength - 3}+3`]);
  });

  it('gives each reader bytes of its own', async () => {
    const film = source();
    (await film.read(0, 10)).fill(0);
    expect(await film.read(0, 10)).toStrictEqual(new Uint8Array(content.subarray(0, 10)));
  });

  it('returns the bytes of the object for any reads, alone or side by side, announced or not', async () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    for (let round = 0; round < 20; round++) {
      const film = source();
      const ranges = Array.from({ length: 30 }, () => {
        return { offset: random(content.byteLength + 10), length: random(round % 2 ? 3 * MIB : 3000) };
      });
      if (round % 3 > 0) film.willRead?.(ranges.slice(0, 20));
      const read = await Promise.all(ranges.map(({ offset, length }) => film.read(offset, length)));
      for (const [i, { offset, length }] of ranges.entries())
        expect(Buffer.compare(read[i]!, content.subarray(offset, offset + length))).toBe(0);
      await film.close();
    }
  });

  it('goes through the object in few requests where one read follows the other', async () => {
    const film = source();
    for (let at = 0; at < 20 * MIB; at += 20 * KIB) await film.read(at, 4 * KIB);
    expect(objects.requests.length).toBeLessThan(12);
  });

  it('does not request what lies between reads far apart', async () => {
    const film = source();
    for (let at = 0; at < 32 * MIB; at += MIB) await film.read(at, KIB);
    expect(objects.sent).toBe(32 * KIB);
  });
});

describe('what is announced', () => {
  it('is requested at once, neighbours together, and read from memory', async () => {
    const film = source();
    // A second of film: frames of video with frames of audio between them.
    const frames = Array.from({ length: 25 }, (_, i) => ({ offset: 5000 + i * 21_000, length: 20_000 }));
    film.willRead?.(frames);
    for (const { offset, length } of frames) await film.read(offset, length);
    expect(objects.requests).toStrictEqual([`read 5000+${24 * 21_000 + 20_000}`]);
  });

  it('is not requested again for another step that looks at it', async () => {
    const film = source();
    film.willRead?.([{ offset: 0, length: MIB }]);
    await film.read(100 * KIB, 50 * KIB);
    film.willRead?.([{ offset: 50 * KIB, length: 500 * KIB }]);
    await film.read(0, MIB);
    expect(objects.requests).toStrictEqual([`read 0+${MIB}`]);
  });

  it('is requested but for the ends that are known', async () => {
    const film = source();
    film.willRead?.([
      { offset: MIB, length: MIB },
      { offset: 8 * MIB, length: MIB },
    ]);
    film.willRead?.([{ offset: 1.5 * MIB, length: 7 * MIB }]);
    await film.read(MIB, 8 * MIB);
    expect(objects.requests).toStrictEqual([
      `read ${MIB}+${MIB}`,
      `read ${8 * MIB}+${MIB}`,
      `read ${2 * MIB}+${6 * MIB}`,
    ]);
  });

  it('is read by other sources of the same version too, while that is recent', async () => {
    const video = source();
    video.willRead?.([{ offset: 0, length: 2 * MIB }]);
    const audio = source();
    audio.willRead?.([{ offset: 100 * KIB, length: 1900 * KIB }]);
    await audio.read(MIB, 300);
    await audio.close();
    await video.read(0, 2 * MIB);
    await video.close();
    await source().read(MIB, MIB);
    expect(objects.requests).toStrictEqual([`read 0+${2 * MIB}`]);
  });

  it('is requested piece by piece where it is more than memory should hold', async () => {
    const film = source();
    film.willRead?.([{ offset: 0, length: content.byteLength }]);
    expect(objects.requests).toStrictEqual([`read 0+${16 * MIB}`]);
    const all = await film.read(0, content.byteLength);
    expect(Buffer.compare(all, content)).toBe(0);
    expect(objects.requests).toHaveLength(3);
    expect(objects.sent).toBe(content.byteLength);
  });

  it('in many pieces far apart is requested side by side, ahead of what is read, and nothing else is', async () => {
    const film = source();
    // A hundred pieces of audio between frames of a large master.
    const pieces = Array.from({ length: 100 }, (_, i) => ({ offset: i * 400 * KIB, length: KIB }));
    film.willRead?.(pieces);
    for (const [i, { offset, length }] of pieces.entries()) {
      await film.read(offset, length);
      expect(objects.requests).toHaveLength(Math.min(pieces.length, i + 16));
    }
    expect(objects.sent).toBe(100 * KIB);
  });

  it('is remembered up to a bound, however often it is said', async () => {
    const film = source();
    for (let round = 0; round < 3; round++)
      film.willRead?.(Array.from({ length: 500 }, (_, i) => ({ offset: i * 70 * KIB + round, length: 10 })));
    for (let i = 0; i < 500; i++) await film.read(i * 70 * KIB, 12);
    expect(objects.sent).toBeLessThan(500 * 12 * 3);
  });

  it('may be anything: ranges that are empty, backwards, negative or beyond the end', async () => {
    const film = source();
    const lengths = [0, -5, Number.MAX_SAFE_INTEGER, 1];
    film.willRead?.(lengths.flatMap((length) => [-3, 0, 2 ** 60].map((offset) => ({ offset, length }))));
    expect(await film.read(0, 5)).toStrictEqual(new Uint8Array(content.subarray(0, 5)));
  });
});

describe('a master that is replaced while it is read', () => {
  it('ends the read with master_changed, and never with bytes of both versions', async () => {
    const film = source();
    film.willRead?.([{ offset: 0, length: 8 * MIB }]);
    expect((await film.read(0, 10)).byteLength).toBe(10);
    objects.set('film.mp4', randomBytes(content.byteLength));
    expect(await codeOf(() => film.read(0, 8 * MIB))).toBe('master_changed');
    expect(await codeOf(() => film.read(20 * MIB, 10))).toBe('master_changed');
  });

  it('is read on once the object is that version again: a failure is not kept', async () => {
    const film = source();
    objects.remove('film.mp4');
    expect(await codeOf(() => film.read(0, 10))).toBe('master_changed');
    objects.set('film.mp4', content);
    expect(await film.read(0, 10)).toStrictEqual(new Uint8Array(content.subarray(0, 10)));
  });
});

describe('a source that is no longer wanted', () => {
  it('stops its requests when it is closed', async () => {
    const film = source();
    film.willRead?.([{ offset: 0, length: 8 * MIB }]);
    await film.read(0, 10);
    await film.close();
    for (let turn = 0; turn < 300; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(objects.sent).toBeLessThan(MIB);
    await expect(film.read(0, 10)).rejects.toThrow('closed');
  });

  it('ends its reads with the reason of its signal, and leaves those of others alone', async () => {
    const leaving = new AbortController();
    const film = source(leaving.signal);
    const staying = source();
    const reads = [film.read(0, 8 * MIB), staying.read(MIB, MIB)];
    leaving.abort(new Error('the viewer left'));
    await expect(reads[0]).rejects.toThrow('the viewer left');
    expect(Buffer.compare(await reads[1]!, content.subarray(MIB, 2 * MIB))).toBe(0);
    await expect(film.read(0, 10)).rejects.toThrow('the viewer left');
    await film.close();
  });

  it('does not spoil a window for the source that comes just after it', async () => {
    const first = source();
    first.willRead?.([{ offset: 0, length: 4 * MIB }]);
    await first.close();
    expect(await source().read(0, 10)).toStrictEqual(new Uint8Array(content.subarray(0, 10)));
  });
});

it('many sources keep no more than 64 MiB in memory', async () => {
  for (let i = 0; i < 12; i++) {
    object = { ...object, bucket: `bucket-${i}` };
    const film = source();
    await film.read(0, 16 * MIB);
    await film.close();
  }
  const again = objects.requests.length;
  for (let i = 0; i < 12; i++) {
    object = { ...object, bucket: `bucket-${i}` };
    await source().read(0, 1);
  }
  expect(objects.requests.length - again).toBeGreaterThanOrEqual(8);
});
