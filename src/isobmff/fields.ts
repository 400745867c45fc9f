/** The reading counterpart of box.ts: big-endian fields, one after the other, never past the end. */
import { encoderOutputMalformed } from './errors.js';

/** Each method reads the field at the current position and advances past it. */
export class Fields {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #position: number;

  /**
   * Reads the fields of `bytes` in [start, end).
   * @throws OnplayError `encoder_output_malformed` if that range is not inside `bytes`; so does every field past `end`.
   */
  constructor(bytes: Uint8Array, start: number, end: number) {
    if (start < 0 || end < start || end > bytes.length)
      throw encoderOutputMalformed('fields outside the data');
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = start;
    this.#end = end;
  }

  /** How many bytes have not been read yet. */
  get remaining(): number {
    return this.#end - this.#position;
  }

  /** The offset of the next field from the start of the whole array. */
  get position(): number {
    return this.#position;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  u24(): number {
    const at = this.#advance(3);
    return this.#view.getUint16(at) * 2 ** 8 + this.#view.getUint8(at + 2);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4));
  }

  /** A 64-bit unsigned integer; malformed above 2^53 - 1, which no real file reaches. */
  u64(): number {
    const value = this.u32() * 2 ** 32 + this.u32();
    if (!Number.isSafeInteger(value)) throw encoderOutputMalformed('64-bit value out of range');
    return value;
  }

  ascii(length: number): string {
    return String.fromCharCode(...this.bytes(length));
  }

  /** A view of the next `length` bytes, not a copy. */
  bytes(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  #advance(length: number): number {
    if (length > this.remaining) throw encoderOutputMalformed('a box ends inside a field');
    const at = this.#position;
    this.#position += length;
    return at;
  }
}
