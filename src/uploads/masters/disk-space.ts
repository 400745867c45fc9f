/** The space on the disk of the masters: what is left free, whatever is being written. */
import { statfs } from 'node:fs/promises';
import { storeFull } from '../upload-errors.js';

export interface DiskSpaceOptions {
  /** A directory on the disk. */
  readonly folder: string;
  /** What is left free on it. */
  readonly minFreeBytes: number;
  /** How much is free, in bytes; by default as the system says. */
  readonly freeBytes?: ((folder: string) => Promise<number>) | undefined;
}

export class DiskSpace {
  readonly #options: DiskSpaceOptions;
  /** Bytes that are still to be written, by who writes them. */
  readonly #reserved = new Map<string, number>();

  constructor(options: DiskSpaceOptions) {
    this.#options = options;
  }

  /**
   * Reserves what is to be written, so that two files never get the same space.
   * @throws OnplayError `store_full`; the error of the file system.
   */
  async reserve(name: string, bytes: number): Promise<void> {
    this.#reserved.set(name, bytes);
    try {
      await this.assertFree();
    } catch (error) {
      this.#reserved.delete(name);
      throw error;
    }
  }

  /** Records how much is left to be written. */
  update(name: string, bytes: number): void {
    if (this.#reserved.has(name)) this.#reserved.set(name, bytes);
  }

  release(name: string): void {
    this.#reserved.delete(name);
  }

  /** @throws OnplayError `store_full` where all that is reserved does not fit; the error of the file system. */
  async assertFree(): Promise<void> {
    const { folder, minFreeBytes, freeBytes = systemFreeBytes } = this.#options;
    const reserved = [...this.#reserved.values()].reduce((total, bytes) => total + bytes, 0);
    if ((await freeBytes(folder)) - reserved < minFreeBytes) throw storeFull();
  }
}

async function systemFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
