/** Opens a master that is an object of a bucket. */
import { OnplayError } from '../../shared/errors.js';
import { sourceFailed, sourceRefused } from './import-errors.js';
import type { Resumption, Source } from './source.js';

/** What is needed of a bucket; `ObjectStore` of the stores has more. */
export interface SourceBucket {
  head(
    key: string,
    signal?: AbortSignal,
  ): Promise<{ readonly size: number; readonly entityTag: string } | undefined>;
  read(range: BucketRange, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Bytes [offset, offset + length) of the version of an object that has this entity tag. */
interface BucketRange {
  readonly key: string;
  readonly entityTag: string;
  readonly offset: number;
  readonly length: number;
}

/** In one request, so that what breaks off goes on near there, and none outlasts the deadline of a request. */
const RANGE_BYTES = 16 * 1024 * 1024;

/**
 * @param bucket undefined where none can be read.
 * @param resumption where the copy of an earlier attempt ended; another version is read from its beginning.
 * @throws OnplayError `import_source_refused`, `import_source_failed`.
 */
export async function openBucketSource(
  key: string,
  bucket: SourceBucket | undefined,
  signal: AbortSignal,
  resumption?: Resumption,
): Promise<Source> {
  if (!bucket) throw sourceRefused('this origin reads no buckets');
  const found = await bucket.head(key, signal).catch((error: unknown) => {
    throw fromStore(error);
  });
  if (!found) throw sourceFailed('there is no such object');
  const isSame = resumption?.validator === found.entityTag && resumption.offset <= found.size;
  const offset = isSame ? resumption.offset : 0;
  return {
    fileName: key.slice(key.lastIndexOf('/') + 1),
    ...{ length: found.size, contentType: '', validator: found.entityTag, offset },
    body: read(bucket, { key, offset, ...found }, signal),
    close: async () => undefined,
  };
}

/** A version of an object, from an offset on. */
interface ObjectRest {
  readonly key: string;
  readonly entityTag: string;
  readonly offset: number;
  /** Of all of it, in bytes. */
  readonly size: number;
}

async function* read(
  bucket: SourceBucket,
  { key, entityTag, offset: start, size }: ObjectRest,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    for (let offset = start; offset < size; offset += RANGE_BYTES) {
      const length = Math.min(RANGE_BYTES, size - offset);
      yield* bucket.read({ key, entityTag, offset, length }, signal);
    }
  } catch (error) {
    throw fromStore(error);
  }
}

/** Its own details speak of masters. */
function fromStore(error: unknown): unknown {
  if (!(error instanceof OnplayError)) return error;
  const isChanged = error.code === 'master_changed';
  return sourceFailed(isChanged ? 'it was replaced meanwhile' : 'the bucket cannot be read', error);
}
