import type { ByteSource } from './store.js';

/**
 * Reads a file through a buffer: the source is read at least `windowBytes` at a time, so that many small reads in
 * ascending order take one read of the source.
 */
export class BufferedReader {
  readonly #source: ByteSource;
  readonly #windowBytes: number;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array();

  constructor(source: ByteSource, windowBytes: number) {
    this.#source = source;
    this.#windowBytes = windowBytes;
  }

  /** In bytes. */
  get size(): number {
    return this.#source.size;
  }

  /** Returns a copy of [offset, offset + length), shorter only at the end of the file. Throws what the source throws. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const isThere = offset >= this.#start && offset + length <= this.#start + this.#bytes.byteLength;
    if (!isThere) {
      this.#start = offset;
      this.#bytes = await this.#source.read(offset, Math.max(length, this.#windowBytes));
    }
    const from = offset - this.#start;
    return new Uint8Array(this.#bytes.subarray(from, from + length));
  }
}
