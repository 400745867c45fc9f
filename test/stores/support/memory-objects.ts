/** A store of objects in memory, which fails as told. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OnplayError } from '../../../src/shared/errors.js';
import {
  type ByteSource,
  type ListedObject,
  type Master,
  masterChanged,
  type ObjectFacts,
  type ObjectStore,
} from '../../../src/stores/index.js';

/** Pages are as short as this, so that tests have several. */
const PAGE = 3;

interface StoredObject {
  readonly bytes: Uint8Array;
  readonly modifiedMs: number;
}

export class MemoryObjects implements ObjectStore {
  readonly objects = new Map<string, StoredObject>();
  /** Awaited before each operation; what it throws fails the operation. */
  before: (operation: string, key: string) => Promise<void> = async () => undefined;
  /** How many operations there were, by name. */
  readonly counts: Record<string, number> = {};

  async head(key: string) {
    await this.#begin('head', key);
    const object = this.objects.get(key);
    return object && factsOf(object);
  }

  async *read({ key, offset, length }: { key: string; offset: number; length: number }) {
    await this.#begin('read', key);
    const object = this.objects.get(key);
    if (!object) throw new OnplayError('master_changed', { publicDetail: 'The object is gone.' });
    yield object.bytes.subarray(offset, offset + length);
  }

  async get(key: string, maxBytes: number, signal?: AbortSignal) {
    await this.#begin('get', key);
    signal?.throwIfAborted();
    const bytes = this.objects.get(key)?.bytes;
    if (bytes && bytes.byteLength > maxBytes) throw unavailable();
    return bytes;
  }

  async put(key: string, bytes: Uint8Array, { onlyIfAbsent = false } = {}) {
    await this.#begin('put', key);
    if (onlyIfAbsent && this.objects.has(key)) return false;
    this.objects.set(key, { bytes: Uint8Array.from(bytes), modifiedMs: Date.now() });
    return true;
  }

  async putFile(key: string, path: string) {
    await this.put(key, await readFile(path));
  }

  async abortUploads() {
    return 0;
  }

  async delete(keys: readonly string[]) {
    for (const key of keys) {
      await this.#begin('delete', key);
      this.objects.delete(key);
    }
  }

  async *list(prefix: string) {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    await this.#begin('list', prefix);
    for (let first = 0; first < keys.length; first += PAGE) {
      yield keys.slice(first, first + PAGE).flatMap((key): ListedObject[] => {
        const object = this.objects.get(key);
        return object ? [{ key, ...factsOf(object) }] : [];
      });
    }
  }

  async #begin(operation: string, key: string): Promise<void> {
    this.counts[operation] = (this.counts[operation] ?? 0) + 1;
    await this.before(operation, key);
  }
}

export function unavailable(): OnplayError {
  return new OnplayError('store_unavailable', { publicDetail: 'The store fails.', about: 'moment' });
}

function factsOf({ bytes, modifiedMs }: StoredObject) {
  return { size: bytes.byteLength, entityTag: tagOf(bytes), modifiedMs };
}

function tagOf(bytes: Uint8Array): string {
  return `"${createHash('sha256').update(bytes).digest('hex')}"`;
}

/** Reads an object by ranges, as long as it is this one. */
export function memorySource(objects: MemoryObjects) {
  return async ({ key, size, entityTag }: ObjectFacts & { readonly key: string }): Promise<ByteSource> => ({
    size,
    read: async (offset, length) => {
      const facts = await objects.head(key);
      if (facts?.entityTag !== entityTag) throw masterChanged();
      const pieces: Uint8Array[] = [];
      for await (const piece of objects.read({ key, offset, length })) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    close: async () => undefined,
  });
}

/** An object as a master. */
export function remoteMaster(objects: MemoryObjects, asset: string, key: string): Master {
  const { bytes } = objects.objects.get(key)!;
  const size = bytes.byteLength;
  const entityTag = tagOf(bytes);
  const settings = { endpoint: undefined, pathStyle: 'auto' } as const;
  return {
    ...{ asset, size, version: createHash('sha256').update(entityTag).digest('hex').slice(0, 20) },
    object: { settings, bucket: 'bucket', key, entityTag, size },
    open: () => memorySource(objects)({ key, size, entityTag }),
  };
}
