/** Imports from a bucket of a real S3 server that a later process goes on with. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ObjectStore } from '../../../src/stores/index.js';
import { S3Connections } from '../../../src/stores/s3/s3-connections.js';
import type { SourceBucket } from '../../../src/uploads/imports/bucket-source.js';
import { ensureSwift, swiftMissing, type TestBucket } from '../../support/swift/ensure-swift.js';
import { importBench } from '../support/import-bench.js';

const MEBIBYTE = 1024 * 1024;
/** Of one request to a bucket. */
const RANGE = 16 * MEBIBYTE;
const FROM = { allowedHosts: ['s3://films'], isAllowed: () => false };

describe.skipIf(swiftMissing)(
  swiftMissing ?? 'an import from a bucket that a later process goes on with',
  () => {
    let bucket: TestBucket;
    let objects: ObjectStore;
    let bench: Awaited<ReturnType<typeof importBench>>;
    const film = randomBytes(20 * MEBIBYTE);

    beforeAll(async () => {
      bucket = await ensureSwift();
      for (const [name, value] of Object.entries(bucket.env)) vi.stubEnv(name, value);
      const settings = { endpoint: bucket.endpoint, pathStyle: 'auto' } as const;
      objects = (await new S3Connections().reading(settings, bucket.bucket)).store;
    });
    beforeEach(async () => {
      bench = await importBench();
      await objects.put('film.mp4', film);
    });
    afterEach(() => bench.close());
    afterAll(() => vi.unstubAllEnvs());

    /** The bucket, with the offsets that are read. @param isHeld whether a range is answered only when it is not wanted any more. */
    function recorded(isHeld: (offset: number) => boolean) {
      const offsets: number[] = [];
      const source: SourceBucket = {
        head: (key, signal) => objects.head(key, signal),
        async *read(range, signal = new AbortController().signal) {
          offsets.push(range.offset);
          if (isHeld(range.offset) && !signal.aborted) await once(signal, 'abort');
          yield* objects.read(range, signal);
        },
      };
      return { offsets, openBucket: async () => source };
    }

    async function interrupted(): Promise<string> {
      const shutdown = new AbortController();
      const { openBucket } = recorded((offset) => offset > 0);
      const options = { from: FROM, maxBytes: 1e9, openBucket, shutdownSignal: shutdown.signal };
      const { imports, start } = bench.importing(options);
      const { id } = await start('film', 's3://films/film.mp4');
      await expect.poll(() => imports.get(id).bytes).toBe(RANGE);
      shutdown.abort();
      await imports.idle();
      return id;
    }

    async function goneOnWith(id: string): Promise<readonly number[]> {
      const { offsets, openBucket } = recorded(() => false);
      const { imports, finished } = bench.importing({ from: FROM, maxBytes: 1e9, openBucket });
      await imports.restore(Date.now());
      expect(await finished(imports.get(id))).toMatchObject({ state: 'done' });
      return offsets;
    }

    it('reads the rest of the same version', async () => {
      expect(await goneOnWith(await interrupted())).toEqual([RANGE]);
      expect((await readFile(join(bench.root, 'film.mp4'))).equals(film)).toBe(true);
    });

    it('begins again where the object was replaced', async () => {
      const id = await interrupted();
      const other = randomBytes(18 * MEBIBYTE);
      await objects.put('film.mp4', other);
      expect(await goneOnWith(id)).toEqual([0, RANGE]);
      expect((await readFile(join(bench.root, 'film.mp4'))).equals(other)).toBe(true);
    });
  },
);
