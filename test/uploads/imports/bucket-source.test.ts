import { describe, expect, it } from 'vitest';
import { OnplayError } from '../../../src/shared/errors.js';
import { openBucketSource, type SourceBucket } from '../../../src/uploads/imports/bucket-source.js';

const never = new AbortController().signal;

/** A bucket with one object, whose bytes are its offset in units of 16 MiB. */
function bucketOf(size: number, fail?: () => Error): SourceBucket & { readonly ranges: unknown[] } {
  const ranges: unknown[] = [];
  return {
    ranges,
    head: async (key) => (key === 'some/film.mkv' ? { size, entityTag: '"1"' } : undefined),
    async *read({ offset, length, entityTag }) {
      ranges.push([offset, length, entityTag]);
      if (fail) throw fail();
      yield new Uint8Array(length);
    },
  };
}

async function lengthOf(source: Awaited<ReturnType<typeof openBucketSource>>): Promise<number> {
  let length = 0;
  for await (const chunk of source.body) length += chunk.byteLength;
  return length;
}

describe('a source in a bucket', () => {
  it('is one version of an object, read range by range', async () => {
    const bucket = bucketOf(40_000_000);
    const source = await openBucketSource('some/film.mkv', bucket, never);
    expect(source).toMatchObject({ fileName: 'film.mkv', length: 40_000_000 });
    expect(await lengthOf(source)).toBe(40_000_000);
    expect(bucket.ranges).toEqual([
      [0, 16_777_216, '"1"'],
      [16_777_216, 16_777_216, '"1"'],
      [33_554_432, 6_445_568, '"1"'],
    ]);
  });

  it('goes on with an earlier copy of the same version only', async () => {
    const open = (validator: string) =>
      openBucketSource('some/film.mkv', bucketOf(20_000_000), never, { offset: 19_000_000, validator });
    const same = await open('"1"');
    expect([same.offset, same.validator, await lengthOf(same)]).toEqual([19_000_000, '"1"', 1_000_000]);
    const other = await open('"0"');
    expect([other.offset, await lengthOf(other)]).toEqual([0, 20_000_000]);
  });

  it('may be missing, or none at all', async () => {
    const missing = openBucketSource('other.mkv', bucketOf(1), never);
    await expect(missing).rejects.toMatchObject({ code: 'import_source_failed' });
    const none = openBucketSource('some/film.mkv', undefined, never);
    await expect(none).rejects.toMatchObject({ code: 'import_source_refused' });
  });

  it.each(['master_changed', 'store_unavailable'])(
    'fails as a source where its store says %s',
    async (code) => {
      const bucket = bucketOf(1, () => new OnplayError(code, { publicDetail: 'The master …' }));
      const source = await openBucketSource('some/film.mkv', bucket, never);
      await expect(lengthOf(source)).rejects.toMatchObject({ code: 'import_source_failed' });
    },
  );
});
