/** Which copies are in use, and when each was used last, as far as this process knows. */

import { utimes } from 'node:fs/promises';
import type { ByteSource } from '../masters/index.js';

/** That a copy was used is written down this often at most, for the order after a restart and for other processes. */
const TOUCH_MS = 60_000;

export class CopyUse {
  readonly #clock: () => number;
  /** How often each copy is open, by the path of its folder. */
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

  /** Knows that a file of the folder is open until it is closed. */
  async follow(folder: string, source: ByteSource): Promise<ByteSource> {
    this.#count(folder, 1);
    await this.#used(folder);
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

  /** Writes down that a folder is used now. Never rejects. */
  async touch(folder: string): Promise<void> {
    const seconds = this.#clock() / 1000;
    await utimes(folder, seconds, seconds).catch(() => undefined);
  }

  async #used(folder: string): Promise<void> {
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
