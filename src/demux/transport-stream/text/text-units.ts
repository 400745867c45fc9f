/** Divides the payload of a stream of text into what is shown at a time. */
import { MAX_TEXT_SAMPLES } from '../../../tracks/index.js';
import { MAX_TEXT_SPAN_BYTES } from '../limits.js';
import type { Splitter } from '../units/splitter.js';
import type { UnitTime } from '../units/unit-table.js';

/** All that changes what is shown at one time: a display set. */
export interface TextUnit {
  /** Of its first byte in the file. */
  readonly offset: number;
  /** In bytes, without the headers that lie between them in the file. */
  readonly size: number;
  readonly time: UnitTime;
}

/** Whether a set begins with a PES packet. @param first byte of its payload. @param isLater whether it has another time than the one before. */
export type BeginsSet = (first: number, isLater: boolean) => boolean;

/** Memory is reserved for this many units at a time. */
const RESERVED_UNITS = 1024;

interface OpenUnit {
  readonly offset: number;
  size: number;
  readonly time: UnitTime;
  /** Left out: an encode that draws it would have to read all that lies between its bytes. */
  isSpread: boolean;
}

export class TextUnits implements Splitter {
  /** Why there are none. */
  givenUp: Error | undefined;
  readonly #beginsSet: BeginsSet;
  #units: TextUnit[] = [];
  #open: OpenUnit | undefined;
  /** Of the PES packet that begins: present until its first byte is seen. */
  #next: { readonly time: UnitTime | undefined } | undefined;

  constructor(beginsSet: BeginsSet) {
    this.#beginsSet = beginsSet;
  }

  /** Units that memory is counted for. */
  get capacity(): number {
    return Math.ceil(this.#units.length / RESERVED_UNITS) * RESERVED_UNITS;
  }

  begin(time: UnitTime | undefined): void {
    this.#next = { time };
  }

  push(bytes: Uint8Array, start: number, end: number, base: number): void {
    if (this.#next) this.#beginPacket(bytes[start]!, base + start, this.#next.time);
    this.#next = undefined;
    if (!this.#open) return;
    this.#open.size += end - start;
    this.#open.isSpread ||= base + end - this.#open.offset > MAX_TEXT_SPAN_BYTES;
  }

  end(isWhole: boolean): void {
    // One more than there may be tells that there are too many.
    const isTaken = isWhole && !this.givenUp && this.#units.length <= MAX_TEXT_SAMPLES;
    if (isTaken && this.#open && !this.#open.isSpread) this.#units.push(this.#open);
    this.#open = undefined;
  }

  /** Frees the memory of all units, and takes no more. */
  giveUp(reason: Error): void {
    this.#units = [];
    this.givenUp = reason;
  }

  /** Those that were added, in file order. */
  get units(): readonly TextUnit[] {
    return this.#units;
  }

  #beginPacket(first: number, offset: number, time: UnitTime | undefined): void {
    const isLater = time !== undefined && time.ticks !== this.#open?.time.ticks;
    if (!this.#beginsSet(first, isLater)) return;
    this.end(true);
    if (time) this.#open = { offset, size: 0, time, isSpread: false };
  }
}
