import type { Splitter } from './splitter.js';
import { UNIT_SYNC, type UnitTable, type UnitTime } from './unit-table.js';

/** What the head of a PES packet says of its audio. */
export interface PacketFormat {
  readonly rate: number;
  /** Samples in a payload of `size` bytes, the head included. */
  lengthOf(size: number): number;
}

export type ReadPacketFormat = (bytes: Uint8Array, at: number) => PacketFormat | undefined;

/** Bytes that say what a PES packet has. */
const HEAD_BYTES = 4;

/** Each PES packet is a unit: uncompressed audio, and codecs whose frames are not told apart here. */
export class PacketUnits implements Splitter {
  /** Samples per second; 0 where it is not known. */
  rate = 0;
  readonly #table: UnitTable;
  readonly #readFormat: ReadPacketFormat | undefined;
  #time: UnitTime | undefined;
  #offset = 0;
  #size = 0;
  #format: PacketFormat | undefined;

  constructor(table: UnitTable, readFormat?: ReadPacketFormat) {
    this.#table = table;
    this.#readFormat = readFormat;
  }

  begin(time: UnitTime | undefined): void {
    this.end(true);
    this.#time = time;
  }

  push(bytes: Uint8Array, start: number, end: number, base: number): void {
    if (this.#size === 0) {
      this.#offset = base + start;
      this.#format = end - start >= HEAD_BYTES ? this.#readFormat?.(bytes, start) : undefined;
      if (this.rate === 0 && this.#format) this.rate = this.#format.rate;
    }
    this.#size += end - start;
  }

  end(isWhole: boolean): void {
    const [offset, size, time] = [this.#offset, this.#size, this.#time];
    const length = this.#format?.lengthOf(size) ?? 0;
    if (isWhole && size > 0) this.#table.add({ offset, size, time, length, flags: UNIT_SYNC });
    this.#size = 0;
    this.#time = undefined;
  }
}
