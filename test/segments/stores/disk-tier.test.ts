/** Segments on disk: restored after a restart, never wrong, and never an obstacle. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiskTier, type DiskTierOptions } from '../../../src/segments/stores/disk-tier.js';
import { fromSegmentFile, toSegmentFile } from '../../../src/segments/stores/segment-file.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { storedRef } from '../support/stored-ref.js';

const KEY = 'v720-0123456789abcdef/7';
const REF = storedRef(KEY);
const FILM = { asset: toAssetId('film') };
const never = new AbortController().signal;
const BYTES = Buffer.from('what was encoded '.repeat(100));
const log = pino({ level: 'silent' });

let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'onplay-disk-'));
  folder = join(root, 'segments');
  await mkdir(folder);
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function open(options: Partial<DiskTierOptions> = {}): Promise<DiskTier> {
  const usual = { folder, maxBytes: 10_000_000, minFreeBytes: 0, ttlMs: 60_000, log };
  const tier = new DiskTier({ ...usual, ...options });
  await tier.restore();
  return tier;
}

async function filesIn(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

const key = (segment: number) => `v720-0123456789abcdef/${segment}`;
const ref = (segment: number) => storedRef(key(segment));

describe('after a restart', () => {
  test('stored segments are found', async () => {
    await (await open()).put(REF, BYTES);
    const tier = await open();
    expect(tier.bytes).toBeGreaterThan(BYTES.byteLength);
    expect(Buffer.from((await tier.get(REF, never))!.bytes).equals(BYTES)).toBe(true);
    expect(await tier.purge(FILM)).toBe(1);
    expect(await filesIn()).toEqual([]);
  });

  test('segments purged during the restore are not found', async () => {
    const before = await open();
    await before.put(REF, BYTES);
    const other = storedRef(key(8), 'other', '1-1');
    await before.put(other, BYTES);
    const tier = new DiskTier({ folder, maxBytes: 10_000_000, minFreeBytes: 0, ttlMs: 60_000, log });
    const restored = tier.restore();
    await tier.purge(FILM);
    await restored;
    expect([tier.probablyHas(REF), tier.probablyHas(other)]).toEqual([false, true]);
    expect(await filesIn()).toHaveLength(1);
  });

  test('expired segments are removed', async () => {
    await (await open()).put(REF, BYTES);
    const [path] = await filesIn();
    const longAgo = Date.now() / 1000 - 61;
    await utimes(path!, longAgo, longAgo);
    expect((await open()).probablyHas(REF)).toBe(false);
    expect(await filesIn()).toEqual([]);
  });

  test('old unfinished files are removed, and so are stray files', async () => {
    const tier = await open();
    await tier.put(REF, BYTES);
    const [path] = await filesIn();
    const [old, young] = ['old', 'young'].map((name) => join(folder, 'unfinished', name));
    for (const stray of [old!, young!, join(folder, 'stray'), `${path}.part`]) await writeFile(stray, 'x');
    await utimes(old!, 1, 1);
    await open();
    expect((await filesIn()).sort()).toEqual([path, young].sort());
  });

  test('a lower size limit leaves the most recently used segments', async () => {
    const tier = await open();
    for (const segment of [1, 2, 3]) {
      await tier.put(ref(segment), BYTES);
      const path = (await filesIn()).find((name) => name.endsWith(`/${segment}`))!;
      const at = Date.now() / 1000 - (10 - segment);
      await utimes(path, at, at);
    }
    const smaller = await open({ maxBytes: 2 * BYTES.byteLength + 200 });
    await smaller.idle();
    expect([1, 2, 3].filter((segment) => smaller.probablyHas(ref(segment)))).toEqual([2, 3]);
    expect(await filesIn()).toHaveLength(2);
  });
});

describe('a file that differs from what was written', () => {
  test('is not served and is removed, whichever byte of it was changed', async () => {
    const tier = await open();
    await tier.put(REF, BYTES);
    const [path] = await filesIn();
    const whole = await readFile(path!);
    for (const at of [0, 15, 16, 47, 48, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      await tier.put(REF, BYTES);
      await writeFile(path!, changed);
      expect([await tier.get(REF, never), tier.probablyHas(REF)]).toEqual([undefined, false]);
      await tier.idle();
      expect(await filesIn()).toEqual([]);
    }
  });

  test('is not served when it is truncated or gone', async () => {
    const tier = await open();
    for (const spoil of [
      (path: string) => writeFile(path, BYTES.subarray(0, 100)),
      (path: string) => rm(path),
    ]) {
      await tier.put(REF, BYTES);
      await spoil((await filesIn())[0]!);
      expect([await tier.get(REF, never), tier.probablyHas(REF)]).toEqual([undefined, false]);
      await tier.idle();
    }
  });

  test('is not accepted under another key', async () => {
    const [own, other] = [key(1), key(2)].map((name) => Buffer.concat([...toSegmentFile(name, BYTES)]));
    expect(fromSegmentFile(key(1), own!)).toEqual(BYTES);
    expect(fromSegmentFile(key(1), other!)).toBeUndefined();
  });

  test('is never accepted, whatever was changed', () => {
    const file = Buffer.concat([...toSegmentFile(KEY, BYTES)]);
    const change = fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(
        fc.uniqueArray(change, { minLength: 1, maxLength: 5, selector: ([at]) => at }),
        (changes) => {
          const changed = Buffer.from(file);
          for (const [at, by] of changes) changed[at]! ^= by;
          expect(fromSegmentFile(KEY, changed)).toBeUndefined();
        },
      ),
      { seed: 4, numRuns: 500 },
    );
  });
});

test('a caller who has left gets nothing, and the segment stays stored', async () => {
  const tier = await open();
  await tier.put(REF, BYTES);
  expect(await tier.get(REF, AbortSignal.abort())).toBeUndefined();
  expect(await tier.get(REF, never)).toBeDefined();
});

describe('a disk', () => {
  test('below its floor is not written to, and the least recently used segments are evicted', async () => {
    const tier = await open();
    await tier.put(REF, BYTES);
    const full = await open({ minFreeBytes: Number.MAX_SAFE_INTEGER });
    await full.put(ref(8), BYTES);
    await full.idle();
    expect([full.probablyHas(ref(8)), full.probablyHas(REF), full.bytes]).toEqual([false, false, 0]);
  });

  test.skipIf(process.getuid?.() === 0)(
    'that cannot be written stores nothing, and fails no request',
    async () => {
      const tier = await open();
      await chmod(folder, 0o500);
      await tier.put(REF, BYTES);
      expect(tier.probablyHas(REF)).toBe(false);
      await chmod(folder, 0o700);
    },
  );

  test('whose directory is a file stores nothing, and fails no request', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'x');
    const tier = await open();
    await tier.put(REF, BYTES);
    expect([tier.probablyHas(REF), await tier.get(REF, never)]).toEqual([false, undefined]);
  });

  test('that takes only part of a segment stores nothing of it', async () => {
    const script = fileURLToPath(new URL('./limited-process.ts', import.meta.url));
    // The system then writes the first 16 or 32 KiB and no more, as on a disk that has just become full.
    const command = 'ulimit -f 32 && exec "$0" --import tsx "$@"';
    const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, script, folder], {
      env: { ...process.env, TSX_DISABLE_CACHE: '1' },
    });
    expect([stdout, await filesIn()]).toEqual(['false', []]);
  });

  test('is not written to outside the directory, whatever the names are', async () => {
    const tier = await open();
    for (const name of [
      '../escape/1',
      'a/../../1',
      '/etc/1',
      'v720/../1',
      'v720',
      'v720/1/2',
      `${'x'.repeat(200)}/1`,
    ])
      await tier.put(storedRef(name, '../..', '/'), BYTES);
    expect(tier.bytes).toBe(0);
    const outside = storedRef(KEY, '../..', '/');
    await tier.put(outside, BYTES);
    expect(tier.probablyHas(outside)).toBe(true);
    expect(await readdir(root)).toEqual(['segments']);
  });

  test('holds files that only their owner can read', async () => {
    await (await open()).put(REF, BYTES);
    const [path] = await filesIn();
    expect((await stat(path!)).mode & 0o077).toBe(0);
  });
});

test('a segment that is purged while it is being read is not found', async () => {
  const tier = await open();
  await tier.put(REF, BYTES);
  const reading = tier.get(REF, never);
  await tier.purge(FILM);
  expect(await reading).toBeUndefined();
});

test('a segment that is purged while it is being written leaves no file', async () => {
  const tier = await open();
  const writing = tier.put(REF, BYTES);
  await tier.purge(FILM);
  await writing;
  expect(await filesIn()).toEqual([]);
});
