/** Reads small pieces of a local file without a promise. */
import { readSync } from 'node:fs';
import type { ByteSource } from './store.js';
import { masterUnreadable } from './store-errors.js';

/** A read that takes longer waits for a disk: one from the page cache takes a few microseconds, and one for each 4 KiB. */
const WAITING_MS = 0.04;
const WAITING_MS_PER_BYTE = 1e-6;
/** How many of so many reads may wait. */
const MOST_WAITING = 4;
const COUNTED = 64;
/** After more, how many are left to others before it is tried again. */
const LEFT_ALONE = 1024;

/**
 * Reads that block their thread, which must do nothing else. They cost a tenth of others as long as the file is in the page
 * cache. Reads that wait for a disk are better done several at a time, so that none is left to this class while it finds that they
 * wait.
 */
export class QuickReads {
  readonly #descriptor: number;
  readonly #now: () => number;
  #counted = 0;
  #waiting = 0;
  #leftAlone = 0;

  /** @param now in milliseconds. */
  constructor(descriptor: number, now = () => performance.now()) {
    this.#descriptor = descriptor;
    this.#now = now;
  }

  /** Undefined for a file that is not local. */
  static of({ descriptor }: ByteSource): QuickReads | undefined {
    return descriptor === undefined ? undefined : new QuickReads(descriptor);
  }

  /**
   * Fills `bytes` from `offset` on. Returns how many there are, fewer only at the end of the file; undefined if they should be read
   * by `ByteSource.read`. @throws OnplayError `master_unreadable`.
   */
  read(offset: number, bytes: Uint8Array): number | undefined {
    if (this.#leftAlone > 0) {
      this.#leftAlone -= 1;
      return undefined;
    }
    const startedAt = this.#now();
    const filled = this.#fill(offset, bytes);
    this.#count(this.#now() - startedAt > WAITING_MS + bytes.byteLength * WAITING_MS_PER_BYTE);
    return filled;
  }

  #fill(offset: number, bytes: Uint8Array): number {
    let filled = 0;
    try {
      while (filled < bytes.byteLength) {
        const read = readSync(this.#descriptor, bytes, filled, bytes.byteLength - filled, offset + filled);
        if (read === 0) break;
        filled += read;
      }
    } catch (error) {
      throw masterUnreadable(error);
    }
    return filled;
  }

  #count(hasWaited: boolean): void {
    this.#counted += 1;
    if (hasWaited) this.#waiting += 1;
    if (this.#waiting > MOST_WAITING) this.#leftAlone = LEFT_ALONE;
    else if (this.#counted < COUNTED) return;
    this.#counted = 0;
    this.#waiting = 0;
  }
}
