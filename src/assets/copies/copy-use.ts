/** Tracks which copies this process has open, and records their use on disk. */

import { utimes } from 'node:fs/promises';
import type { ByteSource } from '../../stores/index.js';

/** A use is recorded at most this often: for the eviction order after a restart, and for other processes. */
const TOUCH_MS = 60_000;

export class CopyUse {
  readonly #clock: () => number;
  /** How many files of each copy are open, by the path of its directory. */
  readonly #open = new Map<string, number>();
  readonly #touchedAt = new Map<string, number>();

  /** @param clock milliseconds since the epoch. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  isOpen(folder: string): boolean {
    return this.#open.has(folder);
  }

  forget(folder: string): void {
    this.#touchedAt.delete(folder);
  }

  /** Counts a file of the directory as open until it is closed. */
  async track(folder: string, source: ByteSource): Promise<ByteSource> {
    this.#count(folder, 1);
    await this.#recordUse(folder);
    let isOpen = true;
    return {
      ...source,
      close: async () => {
        if (isOpen) this.#count(folder, -1);
        isOpen = false;
        await source.close();
      },
    };
  }

  /** Records the use in the directory's modification time. Never rejects. */
  async touch(folder: string): Promise<void> {
    const seconds = this.#clock() / 1000;
    await utimes(folder, seconds, seconds).catch(() => undefined);
  }

  async #recordUse(folder: string): Promise<void> {
    const now = this.#clock();
    if (now - (this.#touchedAt.get(folder) ?? 0) < TOUCH_MS) return;
    this.#touchedAt.set(folder, now);
    await this.touch(folder);
  }

  #count(folder: string, change: number): void {
    const count = (this.#open.get(folder) ?? 0) + change;
    if (count > 0) this.#open.set(folder, count);
    else this.#open.delete(folder);
  }
}
