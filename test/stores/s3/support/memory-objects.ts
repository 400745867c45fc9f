import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type {
  ListedObject,
  ListOptions,
  ObjectFacts,
  ObjectRange,
  ObjectStore,
} from '../../../../src/stores/s3/object-store.js';
import { masterChanged } from '../../../../src/stores/store-errors.js';

/** Objects in memory, with what was requested of them. */
export interface MemoryObjects extends ObjectStore {
  readonly requests: string[];
  /** Bytes that were sent. */
  sent: number;
  set(key: string, content: string | Uint8Array): void;
  remove(key: string): void;
}

/** @param pageSize of lists. @param chunkBytes of the pieces in which a range arrives. */
export function memoryObjects({ pageSize = 1000, chunkBytes = 64 * 1024 } = {}): MemoryObjects {
  const objects = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const known = new WeakMap<Uint8Array, ObjectFacts>();
  const factsOf = (bytes: Uint8Array): ObjectFacts => {
    const facts = known.get(bytes) ?? { size: bytes.byteLength, entityTag: tagOf(bytes) };
    known.set(bytes, facts);
    return facts;
  };
  const self: MemoryObjects = {
    requests,
    sent: 0,
    set: (key, content) => objects.set(key, Buffer.from(content)),
    remove: (key) => objects.delete(key),
    head: async (key) => {
      requests.push(`head ${key}`);
      const bytes = objects.get(key);
      return bytes && factsOf(bytes);
    },
    async *read({ key, entityTag, offset, length }: ObjectRange, signal?: AbortSignal) {
      requests.push(`read ${offset}+${length}`);
      for (let at = offset; at < offset + length; at += chunkBytes) {
        // As from a network: one piece after the other, and the object may be replaced in between.
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        const bytes = objects.get(key);
        if (!bytes || factsOf(bytes).entityTag !== entityTag) throw masterChanged();
        const chunk = bytes.subarray(at, Math.min(at + chunkBytes, offset + length));
        self.sent += chunk.byteLength;
        yield chunk;
      }
    },
    get: async (key) => objects.get(key),
    put: async (key, bytes) => {
      objects.set(key, bytes);
      return true;
    },
    putFile: async (key, path) => {
      objects.set(key, await readFile(path));
    },
    abortUploads: async () => 0,
    delete: async (keys) => {
      for (const key of keys) objects.delete(key);
    },
    async *list(prefix: string, { delimiter }: ListOptions = {}) {
      const isListed = (key: string) =>
        key.startsWith(prefix) && !(delimiter && key.slice(prefix.length).includes(delimiter));
      const keys = [...objects.keys()].filter(isListed).sort();
      for (let first = 0; first === 0 || first < keys.length; first += pageSize) {
        requests.push(`list ${prefix}`);
        yield keys.slice(first, first + pageSize).map((key): ListedObject => {
          return { key, ...factsOf(objects.get(key)!) };
        });
      }
    },
  };
  return self;
}

function tagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}
