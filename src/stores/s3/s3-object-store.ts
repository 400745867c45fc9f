import { headObject } from './head-object.js';
import { listPages } from './list-pages.js';
import { abortUploads } from './multipart/abort-uploads.js';
import { uploadFile } from './multipart/upload-file.js';
import { wholeBody } from './object-body.js';
import type {
  ListedObject,
  ListOptions,
  ObjectFacts,
  ObjectRange,
  ObjectStore,
  PutOptions,
} from './object-store.js';
import { readRange } from './read-range.js';
import { answerIfThere, answerTo, deadlineMs, meaningOf, type S3Bucket } from './requests.js';
import type { S3Connection } from './s3-client.js';
import { s3Failure } from './s3-errors.js';

/** Of one caller's removals. */
const DELETES_AT_ONCE = 8;

/** The objects of one bucket. */
export function s3ObjectStore(connection: S3Connection, bucket: string): ObjectStore {
  return new S3ObjectStore({ ...connection, bucket });
}

class S3ObjectStore implements ObjectStore {
  readonly #place: S3Bucket;

  constructor(place: S3Bucket) {
    this.#place = place;
  }

  head(key: string, signal?: AbortSignal): Promise<ObjectFacts | undefined> {
    return headObject(this.#place, key, signal);
  }

  read(range: ObjectRange, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    return readRange(this.#place, range, signal);
  }

  async get(key: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const { client, sdk, bucket: Bucket } = this.#place;
    const command = () => new sdk.GetObjectCommand({ Bucket, Key: key });
    return answerIfThere(
      signal,
      async (abortSignal) => wholeBody(await client.send(command(), { abortSignal }), maxBytes),
      deadlineMs(maxBytes),
    );
  }

  async put(
    key: string,
    bytes: Uint8Array,
    { contentType, onlyIfAbsent, signal }: PutOptions = {},
  ): Promise<boolean> {
    const { client, sdk, bucket: Bucket } = this.#place;
    const input = {
      ...{ Bucket, Key: key, Body: bytes, ContentLength: bytes.byteLength },
      ...(contentType !== undefined && { ContentType: contentType }),
      ...(onlyIfAbsent && { IfNoneMatch: '*' }),
    };
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
    const isStored = await answerTo(signal, store, deadlineMs(bytes.byteLength));
    if (isStored !== undefined) return isStored;
    // Of two that store at the same moment, the last one stays.
    if (await this.head(key, signal)) return false;
    return this.put(key, bytes, {
      ...(contentType !== undefined && { contentType }),
      ...(signal && { signal }),
    });
  }

  async putFile(key: string, path: string, signal: AbortSignal): Promise<void> {
    await uploadFile({ ...this.#place, key }, path, signal).catch((thrown: unknown) => {
      throw meaningOf(thrown, signal);
    });
  }

  async abortUploads(prefix: string, beforeMs: number, signal: AbortSignal): Promise<number> {
    return abortUploads(this.#place, prefix, beforeMs, signal).catch((thrown: unknown) => {
      throw meaningOf(thrown, signal);
    });
  }

  /** One by one: not every store takes a list. */
  async delete(keys: readonly string[], signal?: AbortSignal): Promise<void> {
    const { client, sdk, bucket: Bucket } = this.#place;
    for (let first = 0; first < keys.length; first += DELETES_AT_ONCE) {
      const some = keys.slice(first, first + DELETES_AT_ONCE);
      const remove = (Key: string) =>
        answerIfThere(signal, (abortSignal) =>
          client.send(new sdk.DeleteObjectCommand({ Bucket, Key }), { abortSignal }),
        );
      await Promise.all(some.map(remove));
    }
  }

  list(prefix: string, options: ListOptions = {}): AsyncGenerator<readonly ListedObject[]> {
    const { client, sdk, bucket: Bucket } = this.#place;
    const { delimiter, pageSize, signal } = options;
    const ask = (token: string | undefined) => {
      const input = {
        ...{ Bucket, Prefix: prefix, EncodingType: 'url' as const },
        ...(token !== undefined && { ContinuationToken: token }),
        ...(delimiter !== undefined && { Delimiter: delimiter }),
        ...(pageSize !== undefined && { MaxKeys: pageSize }),
      };
      return answerTo(signal, (abortSignal) =>
        client.send(new sdk.ListObjectsV2Command(input), { abortSignal }),
      );
    };
    return listPages(prefix, ask);
  }
}
