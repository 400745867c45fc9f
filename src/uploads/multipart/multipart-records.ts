/**
 * What is known of uploads in parts until they are over: objects in the bucket of the masters, so that every origin knows them, and one
 * that was begun by another tool is never taken for one of these. Their names are hidden: no master has one.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ObjectStore } from '../../stores/index.js';
import { masterName } from '../masters/master-name.js';

const FOLDER = '.onplay-uploads/';
const ID = /^mpu_[0-9a-f]{32}$/;
/** Of one record. */
const MAX_BYTES = 16 * 1024;

const recordSchema = z.object({
  id: z.string().regex(ID),
  /** The name of the asset as the client wrote it, with an extension. */
  name: z.string().refine(isMasterName),
  replace: z.boolean(),
  /** As the store calls it. */
  uploadId: z.string().min(1),
  bytes: z.int().positive(),
  partBytes: z.int().positive(),
  /** Milliseconds since 1970. */
  createdMs: z.number(),
  /** Present once the store may have put it together. `replaces` is the key of the master that is then to be removed, if there is one. */
  completing: z.object({ replaces: z.string().optional() }).readonly().exactOptional(),
});

export type MultipartRecord = Readonly<z.infer<typeof recordSchema>>;

/** What is needed of the bucket; `ObjectStore` of the stores has more. */
export type RecordObjects = Pick<ObjectStore, 'get' | 'put' | 'delete' | 'list'>;

export class MultipartRecords {
  readonly #objects: RecordObjects;
  readonly #folder: string;

  /** @param prefix what the keys of masters begin with: empty, or ending in `/`. */
  constructor(objects: RecordObjects, prefix: string) {
    this.#objects = objects;
    this.#folder = prefix + FOLDER;
  }

  static newId(): string {
    return `mpu_${randomBytes(16).toString('hex')}`;
  }

  async save(record: MultipartRecord): Promise<void> {
    await this.#objects.put(this.#key(record.id), Buffer.from(JSON.stringify(record)), {
      contentType: 'application/json',
    });
  }

  /** Undefined where there is none. */
  async get(id: string): Promise<MultipartRecord | undefined> {
    if (!ID.test(id)) return undefined;
    const bytes = await this.#objects.get(this.#key(id), MAX_BYTES);
    const record = recordSchema.safeParse(bytes && parsed(bytes));
    return record.success && record.data.id === id ? record.data : undefined;
  }

  async remove(id: string): Promise<void> {
    await this.#objects.delete([this.#key(id)]);
  }

  /** The ids of all, at most so many. */
  async ids(most: number): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const page of this.#objects.list(this.#folder)) {
      for (const { key } of page) ids.push(key.slice(this.#folder.length).replace(/\.json$/, ''));
      if (ids.length >= most) break;
    }
    return ids.filter((id) => ID.test(id)).slice(0, most);
  }

  #key(id: string): string {
    return `${this.#folder}${id}.json`;
  }
}

function isMasterName(name: string): boolean {
  try {
    masterName(name, {});
    return true;
  } catch {
    return false;
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
