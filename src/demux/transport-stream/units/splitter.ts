import type { UnitTime } from './unit-table.js';

/** Divides the payload of a stream into units, which it adds to a table. */
export interface Splitter {
  /** A PES packet begins: its time is that of the first unit that begins from here on. */
  begin(time: UnitTime | undefined): void;
  /** The payload goes on with bytes [start, end). @param base offset in the file of the first of `bytes`. */
  push(bytes: Uint8Array, start: number, end: number, base: number): void;
  /** The stream ends, or is interrupted. @param isWhole whether the last unit is. */
  end(isWhole: boolean): void;
}

/** The time of a PES packet, which only one unit takes. */
export class PacketTime {
  #time: UnitTime | undefined;

  constructor(time: UnitTime | undefined) {
    this.#time = time;
  }

  take(): UnitTime | undefined {
    const time = this.#time;
    this.#time = undefined;
    return time;
  }
}
