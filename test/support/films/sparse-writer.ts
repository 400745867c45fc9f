/** Writes a large file piece by piece, in which runs of zeros are holes. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Piece } from '../../masters/support/sparse-file.js';

/** A shorter hole takes the same block of the disk as what is around it. */
const SMALLEST_HOLE_BYTES = 4096;
const BUFFER_BYTES = 64 * 1024;

export class SparseWriter {
  readonly #file: number;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  /** Bytes of `buffer` that are not written yet, and where in the file they begin. */
  #filled = 0;
  #start = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  /** Bytes written so far, with holes. */
  get position(): number {
    return this.#start + this.#filled;
  }

  write(...pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (typeof piece !== 'number') this.#add(piece);
      else if (piece < SMALLEST_HOLE_BYTES) this.#add(Buffer.alloc(piece));
      else this.#skip(piece);
    }
  }

  /** Replaces bytes that were written. */
  rewrite(bytes: Uint8Array, offset: number): void {
    this.#flush();
    writeSync(this.#file, bytes, 0, bytes.byteLength, offset);
  }

  close(): void {
    this.#flush();
    ftruncateSync(this.#file, this.position);
    closeSync(this.#file);
  }

  #add(bytes: Uint8Array): void {
    if (bytes.byteLength > BUFFER_BYTES - this.#filled) this.#flush();
    if (bytes.byteLength > BUFFER_BYTES) {
      writeSync(this.#file, bytes, 0, bytes.byteLength, this.#start);
      this.#start += bytes.byteLength;
      return;
    }
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.byteLength;
  }

  #skip(length: number): void {
    this.#flush();
    this.#start += length;
  }

  #flush(): void {
    if (this.#filled > 0) writeSync(this.#file, this.#buffer, 0, this.#filled, this.#start);
    this.#start += this.#filled;
    this.#filled = 0;
  }
}
