/** The uploads that are not finished: how many there are, of whom, and the space that each still needs. */
import { stat } from 'node:fs/promises';
import type { DiskSpace } from '../masters/disk-space.js';
import { uploadsFull } from './tus-errors.js';

export interface UnfinishedOptions {
  /** For all clients together. */
  readonly max: number;
  readonly space: DiskSpace;
  /** The file of an upload. */
  readonly pathOf: (id: string) => string;
}

interface Unfinished {
  readonly client: string;
  /** Of the whole upload, in bytes. */
  readonly size: number;
}

/** A client may have this share of them, and at least one: one that abandons its uploads leaves room for others. */
const CLIENT_SHARE = 1 / 4;

export class UnfinishedUploads {
  readonly #options: UnfinishedOptions;
  readonly #uploads = new Map<string, Unfinished>();

  constructor(options: UnfinishedOptions) {
    this.#options = options;
  }

  /** @throws OnplayError `uploads_full`, `store_full`. */
  async add(id: string, client: string, size: number): Promise<void> {
    const { max, space } = this.#options;
    const own = [...this.#uploads.values()].filter((upload) => upload.client === client);
    if (this.#uploads.size >= max || own.length >= Math.max(1, max * CLIENT_SHARE)) throw uploadsFull();
    this.#uploads.set(id, { client, size });
    try {
      await space.reserve(id, size);
    } catch (error) {
      this.#uploads.delete(id);
      throw error;
    }
  }

  /** Adds one of an earlier process, whose client is not known and for which there was space. */
  async restore(id: string, size: number): Promise<void> {
    if (this.#uploads.has(id)) return;
    this.#uploads.set(id, { client: '', size });
    await this.#options.space.reserve(id, size).catch(() => undefined);
    await this.update(id);
  }

  /** Records what has been written. */
  async update(id: string): Promise<void> {
    const left = await this.leftOf(id);
    if (left !== undefined) this.#options.space.update(id, left);
  }

  /** How many bytes are still to come; undefined for one that is not known, or without a file. */
  async leftOf(id: string): Promise<number | undefined> {
    const upload = this.#uploads.get(id);
    const file = await stat(this.#options.pathOf(id)).catch(() => undefined);
    return upload && file && Math.max(0, upload.size - file.size);
  }

  remove(id: string): void {
    this.#uploads.delete(id);
    this.#options.space.release(id);
  }
}
