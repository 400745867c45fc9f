import { type ElementHeader, MAX_HEADER_BYTES, readElementHeader } from '../../matroska/index.js';
import type { ByteSource, QuickReads } from '../../stores/index.js';

/** A large block is followed by a few small ones, whose headers this has. */
const SMALLEST_BYTES = 4 * 1024;
const LARGEST_BYTES = 256 * 1024;
/** Reading as much costs less than another read. */
const NEARBY_BYTES = 16 * 1024;

/**
 * The part of a file that is in memory. Other than with a `BufferedReader`, what is there is read without a promise, since
 * there are millions of headers. The window moves forward: it grows as long as what is read lies close together, and is small
 * again after a jump, so that media is not read.
 */
export class FileWindow {
  readonly #source: ByteSource;
  #bytes: Uint8Array = new Uint8Array();
  #view = new DataView(this.#bytes.buffer);
  #start = 0;
  #windowBytes: number;
  readonly #quick: QuickReads | undefined;
  /** For what is read at once. */
  #buffer = new Uint8Array();

  /**
   * @param firstBytes of the first read; then the window grows or shrinks.
   * @param quick for reads at once, as far as that is quick.
   */
  constructor(source: ByteSource, firstBytes = SMALLEST_BYTES, quick?: QuickReads) {
    this.#source = source;
    this.#quick = quick;
    this.#windowBytes = Math.min(Math.max(firstBytes, SMALLEST_BYTES), LARGEST_BYTES);
  }

  /** The bytes in memory: offsets of the file less `start`. */
  get view(): DataView {
    return this.#view;
  }

  get start(): number {
    return this.#start;
  }

  /** Where the bytes in memory end in the file. */
  get end(): number {
    return this.#start + this.#view.byteLength;
  }

  /** Whether [offset, offset + length) is in memory, as far as the file has it. */
  has(offset: number, length: number): boolean {
    return offset >= this.#start && Math.min(offset + length, this.#source.size) <= this.end;
  }

  /**
   * Moves the window to `offset`. Returns undefined if it is there already, and else what to wait for, as there are too many
   * moves for a promise each. @throws what the source throws.
   */
  load(offset: number, length: number): Promise<void> | undefined {
    if (this.#bytes.byteLength > 0) {
      const isNearby = offset >= this.#start && offset - this.end < NEARBY_BYTES;
      this.#windowBytes = isNearby ? Math.min(2 * this.#windowBytes, LARGEST_BYTES) : SMALLEST_BYTES;
    }
    const wanted = Math.max(length, this.#windowBytes);
    const bytes = this.#quick && this.#readQuickly(this.#quick, offset, wanted);
    if (!bytes) return this.#source.read(offset, wanted).then((read) => this.#place(read, offset));
    this.#place(bytes, offset);
    return undefined;
  }

  #readQuickly(quick: QuickReads, offset: number, length: number): Uint8Array | undefined {
    if (this.#buffer.byteLength < length) this.#buffer = new Uint8Array(length);
    const read = quick.read(offset, this.#buffer.subarray(0, length));
    return read === undefined ? undefined : this.#buffer.subarray(0, read);
  }

  #place(bytes: Uint8Array, offset: number): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = offset;
  }

  /** A view of [offset, offset + length), which is in memory; shorter where it ends earlier. */
  bytesAt(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** The header of the element at `offset`, which is in memory, in an element that ends at `end`. */
  headerAt(offset: number, end: number): ElementHeader | 'cut' | 'malformed' {
    return readElementHeader(this.#view, offset - this.#start, Math.min(end, this.end) - this.#start);
  }
}

/** An element in a file. */
export interface FileElement {
  readonly id: number;
  readonly offset: number;
  readonly contentStart: number;
  /** Of the contents, as it claims; undefined if it says that it does not know. */
  readonly size: number | undefined;
}

/** The element at `offset`; `cut` or `malformed` as of `readElementHeader`. @throws what the source throws. */
export async function elementAt(
  window: FileWindow,
  offset: number,
  end: number,
): Promise<FileElement | 'cut' | 'malformed'> {
  if (!window.has(offset, MAX_HEADER_BYTES)) await window.load(offset, MAX_HEADER_BYTES);
  const header = window.headerAt(offset, end);
  if (typeof header === 'string') return header;
  return { id: header.id, offset, contentStart: offset + header.headerSize, size: header.size };
}
