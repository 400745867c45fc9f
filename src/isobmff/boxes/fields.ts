/** The reading counterpart of write-box.ts: big-endian fields, one after the other, never past the end of their box. */
import type { BoxData, BoxSpan } from './box-data.js';
import { readType, readU64 } from './box-header.js';

/** Longer texts, which only hostile files have, are cut to this many bytes. */
const MAX_TEXT_BYTES = 1024;

/** Each method reads the field at the current position and advances past it, or throws `BoxRules.malformed`. */
export class Fields {
  readonly #data: BoxData;
  readonly #type: string;
  readonly #end: number;
  #at: number;

  /** Reads the contents of a box. */
  constructor(data: BoxData, { type, contentStart, end }: BoxSpan) {
    this.#data = data;
    this.#type = type;
    this.#at = contentStart;
    this.#end = end;
  }

  /** How many bytes have not been read yet. */
  get remaining(): number {
    return this.#end - this.#at;
  }

  u8(): number {
    return this.#data.view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#data.view.getUint16(this.#advance(2));
  }

  u32(): number {
    return this.#data.view.getUint32(this.#advance(4));
  }

  i32(): number {
    return this.#data.view.getInt32(this.#advance(4));
  }

  /** Above 2^53 - 1, which no real file reaches, rounded or, by strict rules, malformed. */
  u64(): number {
    return this.#exact(readU64(this.#data.view, this.#advance(8)));
  }

  /** As `u64`, signed. */
  i64(): number {
    const at = this.#advance(8);
    const { view } = this.#data;
    return this.#exact(view.getInt32(at) * 2 ** 32 + view.getUint32(at + 4));
  }

  /** A time or duration: 64 bits in version 1 of a full box, else 32. */
  time(version: number): number {
    return timeSize(version) === 8 ? this.u64() : this.u32();
  }

  /** A four-character code. */
  type(): string {
    return readType(this.#data.view, this.#advance(4));
  }

  /** A view of the rest of the box, not a copy. */
  rest(): Uint8Array {
    const length = this.remaining;
    const at = this.#advance(length);
    return this.#data.bytes.subarray(at, at + length);
  }

  skip(length: number): void {
    this.#advance(length);
  }

  #exact(value: number): number {
    const { rules } = this.#data;
    if (rules.isStrict && !Number.isSafeInteger(value))
      throw rules.malformed(`its ${this.#type} box has a number out of range`);
    return value;
  }

  #advance(length: number): number {
    if (length > this.remaining) throw this.#data.rules.malformed(`its ${this.#type} box is cut short`);
    const at = this.#at;
    this.#at += length;
    return at;
  }
}

/** Bytes of a time or duration in a full box of that version (ISO/IEC 14496-12 8.2.2 and others). */
export function timeSize(version: number): 4 | 8 {
  return version === 1 ? 8 : 4;
}

/** Decodes UTF-8 up to the first zero. */
export function textOf(bytes: Uint8Array): string {
  const head = bytes.subarray(0, MAX_TEXT_BYTES);
  const end = head.indexOf(0);
  return new TextDecoder().decode(end < 0 ? head : head.subarray(0, end));
}
