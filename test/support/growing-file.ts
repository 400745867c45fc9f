/** A file that a test writes bit by bit, as a recorder does. */
import { appendFile, utimes, writeFile } from 'node:fs/promises';

/** An hour ago: no server waits for a file that was not written to for so long. */
const LONG_AGO_MS = 3_600_000;

export class GrowingFile {
  #written = 0;

  constructor(
    readonly path: string,
    readonly whole: Buffer,
  ) {}

  get isWhole(): boolean {
    return this.#written === this.whole.length;
  }

  /** Writes the beginning, up to a share of the whole, as if that had been a while ago. */
  async begin(share: number): Promise<void> {
    this.#written = this.#bytesIn(share);
    await writeFile(this.path, this.whole.subarray(0, this.#written));
    const time = (Date.now() - LONG_AGO_MS) / 1000;
    await utimes(this.path, time, time);
  }

  /** Appends up to a share of the whole. */
  async growTo(share: number): Promise<void> {
    const end = this.#bytesIn(share);
    await appendFile(this.path, this.whole.subarray(this.#written, end));
    this.#written = end;
  }

  #bytesIn(share: number): number {
    return Math.floor(this.whole.length * share);
  }
}
