import { damaged } from '../refusals.js';
import { type BoxSpan, viewOf } from './boxes.js';

/** Reads the fields of a full box (ISO 14496-12 4.2) in order, never past its end. */
export class Fields {
  readonly version: number;
  readonly flags: number;
  readonly #view: DataView;
  readonly #end: number;
  readonly #type: string;
  #at: number;

  /** @throws OnplayError `master_damaged` here and in every read when the box is cut short. */
  constructor(bytes: Uint8Array, box: BoxSpan) {
    this.#view = viewOf(bytes);
    this.#at = box.contentStart;
    this.#end = box.end;
    this.#type = box.type;
    const word = this.u32();
    this.version = word >>> 24;
    this.flags = word & 0xffffff;
  }

  /** Unread bytes. */
  get remaining(): number {
    return this.#end - this.#at;
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4));
  }

  /** Rounded above 2⁵³, which no real file reaches. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8)));
  }

  i64(): number {
    return Number(this.#view.getBigInt64(this.#advance(8)));
  }

  /** A time or duration: 64 bits in version 1 of a box, else 32. */
  time(): number {
    return this.version === 1 ? this.u64() : this.u32();
  }

  text(length: number): string {
    const at = this.#advance(length);
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + at, length).toString('latin1');
  }

  /** The rest of the box. */
  rest(): Uint8Array {
    const length = this.remaining;
    const at = this.#advance(length);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length);
  }

  skip(bytes: number): void {
    this.#advance(bytes);
  }

  #advance(bytes: number): number {
    if (this.remaining < bytes) throw damaged(`its ${this.#type} box is cut short`);
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}
