/** Divides the payload of a stream of bitmaps into what is shown at a time: display sets. */
import type { Splitter } from '../units/splitter.js';
import type { UnitTime } from '../units/unit-table.js';
import { isSpread, type TextUnit, TextUnitList } from './text-unit-list.js';

/**
 * Whether a set begins with a PES packet.
 * @param first byte of its payload. @param isOther whether it has another time, or is of another page, than the one before.
 */
export type BeginsSet = (first: number, isOther: boolean) => boolean;

/** Of which page a PES packet is. @param head the beginning of its payload. */
type PageOf = (head: Uint8Array) => number;

interface OpenUnit extends TextUnit {
  size: number;
  isSpread: boolean;
}

export class TextUnits extends TextUnitList implements Splitter {
  readonly #beginsSet: BeginsSet;
  readonly #pageOf: PageOf;
  #open: OpenUnit | undefined;
  /** Of the PES packet that begins: present until its first byte is seen. */
  #next: { readonly time: UnitTime | undefined } | undefined;

  constructor(beginsSet: BeginsSet, pageOf: PageOf = () => 0) {
    super();
    this.#beginsSet = beginsSet;
    this.#pageOf = pageOf;
  }

  begin(time: UnitTime | undefined): void {
    this.#next = { time };
  }

  push(bytes: Uint8Array, start: number, end: number, base: number): void {
    if (this.#next) this.#beginPacket(bytes.subarray(start, end), base + start, this.#next.time);
    this.#next = undefined;
    if (!this.#open) return;
    this.#open.size += end - start;
    this.#open.isSpread ||= isSpread(this.#open.offset, base + end);
  }

  end(isWhole: boolean): void {
    if (isWhole && this.#open && !this.#open.isSpread) this.add(this.#open);
    this.#open = undefined;
  }

  #beginPacket(head: Uint8Array, offset: number, time: UnitTime | undefined): void {
    const page = this.#pageOf(head);
    const isLater = time !== undefined && time.ticks !== this.#open?.time.ticks;
    if (!this.#beginsSet(head[0]!, isLater || page !== this.#open?.page)) return;
    this.end(true);
    if (time) this.#open = { offset, size: 0, time, page, isSpread: false };
  }
}
