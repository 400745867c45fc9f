import { OnplayError } from '../../shared/errors.js';
import { masterChanged } from '../store-errors.js';
import { abortUploads } from './abort-uploads.js';
import { strongTag } from './entity-tag.js';
import { listPages } from './list-pages.js';
import { bodyOfRange, wholeBody } from './object-body.js';
import type {
  ListedObject,
  ListOptions,
  ObjectFacts,
  ObjectRange,
  ObjectStore,
  PutOptions,
} from './object-store.js';
import { Attempts, retried, withDeadline } from './retries.js';
import type { S3Connection } from './s3-client.js';
import { S3Failure, s3Failure, s3Unavailable } from './s3-errors.js';
import { uploadFile } from './upload-file.js';

/** For one request and its repetitions; twice what a store that hangs takes to be noticed. */
const DEADLINE_MS = 8000;
/** A store that is slower than this is of no use to a viewer. */
const LEAST_BYTES_PER_MS = 100;
/** Of one caller's removals. */
const DELETES_AT_ONCE = 8;

/** The objects of one bucket. */
export function s3ObjectStore(connection: S3Connection, bucket: string): ObjectStore {
  return new S3ObjectStore(connection, bucket);
}

class S3ObjectStore implements ObjectStore {
  readonly #connection: S3Connection;
  readonly #bucket: string;

  constructor(connection: S3Connection, bucket: string) {
    this.#connection = connection;
    this.#bucket = bucket;
  }

  async head(key: string, signal?: AbortSignal): Promise<ObjectFacts | undefined> {
    const { client, sdk } = this.#connection;
    const command = () => new sdk.HeadObjectCommand({ Bucket: this.#bucket, Key: key });
    const answer = await this.#whereThere(signal, (abortSignal) => client.send(command(), { abortSignal }));
    const entityTag = strongTag(answer?.ETag);
    if (!answer) return undefined;
    if (entityTag === undefined || !isSize(answer.ContentLength))
      throw s3Unavailable(new S3Failure('EntityTagMissing', 200));
    const modified = answer.LastModified && { modifiedMs: answer.LastModified.getTime() };
    return { size: answer.ContentLength, entityTag, ...modified };
  }

  async *read(range: ObjectRange, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const { offset, length } = range;
    const end = offset + length;
    const limit = withDeadline(signal, DEADLINE_MS + length / LEAST_BYTES_PER_MS);
    const attempts = new Attempts(limit);
    for (let at = offset; at < end; ) {
      try {
        for await (const chunk of this.#body({ ...range, offset: at, length: end - at }, limit)) {
          at += chunk.byteLength;
          attempts.progressed();
          yield chunk;
        }
      } catch (thrown) {
        if (thrown instanceof OnplayError) throw thrown;
        await attempts.again(thrown).catch((last: unknown) => {
          throw meaningOf(last, signal);
        });
      }
    }
  }

  async get(key: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const { client, sdk } = this.#connection;
    const command = () => new sdk.GetObjectCommand({ Bucket: this.#bucket, Key: key });
    const deadlineMs = DEADLINE_MS + maxBytes / LEAST_BYTES_PER_MS;
    return this.#whereThere(
      signal,
      async (abortSignal) => wholeBody(await client.send(command(), { abortSignal }), maxBytes),
      deadlineMs,
    );
  }

  async put(
    key: string,
    bytes: Uint8Array,
    { contentType, onlyIfAbsent, signal }: PutOptions = {},
  ): Promise<boolean> {
    const { client, sdk } = this.#connection;
    const input = {
      ...{ Bucket: this.#bucket, Key: key, Body: bytes, ContentLength: bytes.byteLength },
      ...(contentType !== undefined && { ContentType: contentType }),
      ...(onlyIfAbsent && { IfNoneMatch: '*' }),
    };
    const deadlineMs = DEADLINE_MS + bytes.byteLength / LEAST_BYTES_PER_MS;
    const store = async (abortSignal: AbortSignal) => {
      try {
        await client.send(new sdk.PutObjectCommand(input), { abortSignal });
        return true;
      } catch (thrown) {
        const failure = s3Failure(thrown);
        if (failure.status === 412) return false;
        if (onlyIfAbsent && failure.isNotImplemented) return undefined;
        throw thrown;
      }
    };
    const isStored = await this.#answer(signal, store, deadlineMs);
    if (isStored !== undefined) return isStored;
    // Of two that store at the same moment, the last one stays.
    if (await this.head(key, signal)) return false;
    return this.put(key, bytes, {
      ...(contentType !== undefined && { contentType }),
      ...(signal && { signal }),
    });
  }

  async putFile(key: string, path: string, signal: AbortSignal): Promise<void> {
    await uploadFile({ ...this.#connection, bucket: this.#bucket, key }, path, signal).catch(
      (thrown: unknown) => {
        throw meaningOf(thrown, signal);
      },
    );
  }

  async abortUploads(prefix: string, beforeMs: number, signal: AbortSignal): Promise<number> {
    const place = { ...this.#connection, bucket: this.#bucket };
    return abortUploads(place, prefix, beforeMs, signal).catch((thrown: unknown) => {
      throw meaningOf(thrown, signal);
    });
  }

  /** One by one: not every store takes a list. */
  async delete(keys: readonly string[], signal?: AbortSignal): Promise<void> {
    const { client, sdk } = this.#connection;
    for (let first = 0; first < keys.length; first += DELETES_AT_ONCE) {
      const some = keys.slice(first, first + DELETES_AT_ONCE);
      const remove = (Key: string) =>
        this.#whereThere(signal, (abortSignal) =>
          client.send(new sdk.DeleteObjectCommand({ Bucket: this.#bucket, Key }), { abortSignal }),
        );
      await Promise.all(some.map(remove));
    }
  }

  list(prefix: string, options: ListOptions = {}): AsyncGenerator<readonly ListedObject[]> {
    const { client, sdk } = this.#connection;
    const { delimiter, pageSize, signal } = options;
    const ask = (token: string | undefined) => {
      const input = {
        ...{ Bucket: this.#bucket, Prefix: prefix, EncodingType: 'url' as const },
        ...(token !== undefined && { ContinuationToken: token }),
        ...(delimiter !== undefined && { Delimiter: delimiter }),
        ...(pageSize !== undefined && { MaxKeys: pageSize }),
      };
      return this.#answer(signal, (abortSignal) =>
        client.send(new sdk.ListObjectsV2Command(input), { abortSignal }),
      );
    };
    return listPages(prefix, ask);
  }

  /** The body of one response to a request for a range; fewer bytes only with an error. */
  async *#body(range: ObjectRange, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { client, sdk } = this.#connection;
    const { key: Key, entityTag: IfMatch, offset, length } = range;
    const input = { Bucket: this.#bucket, Key, IfMatch, Range: `bytes=${offset}-${offset + length - 1}` };
    const answer = await client
      .send(new sdk.GetObjectCommand(input), { abortSignal: signal })
      .catch((thrown: unknown) => {
        throw isOtherVersion(s3Failure(thrown)) ? masterChanged() : thrown;
      });
    yield* bodyOfRange(answer, range);
  }

  /** The answer to a request; undefined where there is no such object. */
  #whereThere<T>(
    signal: AbortSignal | undefined,
    request: (signal: AbortSignal) => Promise<T>,
    deadlineMs = DEADLINE_MS,
  ): Promise<T | undefined> {
    const ask = async (limit: AbortSignal) => {
      try {
        return await request(limit);
      } catch (thrown) {
        if (s3Failure(thrown).isAbsent) return undefined;
        throw thrown;
      }
    };
    return this.#answer(signal, ask, deadlineMs);
  }

  async #answer<T>(
    signal: AbortSignal | undefined,
    request: (signal: AbortSignal) => Promise<T>,
    deadlineMs = DEADLINE_MS,
  ): Promise<T> {
    const limit = withDeadline(signal, deadlineMs);
    try {
      return await retried(limit, () => request(limit));
    } catch (thrown) {
      throw meaningOf(thrown, signal);
    }
  }
}

/** What a failed request is for the caller. */
function meaningOf(thrown: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  return thrown instanceof OnplayError ? thrown : s3Unavailable(s3Failure(thrown));
}

/** 416: a store that ignores the condition has a shorter object now. */
function isOtherVersion(failure: S3Failure): boolean {
  return failure.isConditionFailed || failure.isAbsent || failure.status === 416;
}

function isSize(bytes: number | undefined): bytes is number {
  return bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 0;
}
