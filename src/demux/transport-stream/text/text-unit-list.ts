/** The units of a stream of text while its file is scanned: no more than a text may have, within the memory of an index. */
import { MAX_TEXT_SAMPLES } from '../../../tracks/index.js';
import { MAX_TEXT_SPAN_BYTES } from '../limits.js';
import type { UnitTime } from '../units/unit-table.js';

/** What changes what is shown at one time. */
export interface TextUnit {
  /** Of its first byte in the file. */
  readonly offset: number;
  /** In bytes, without the headers that lie between them in the file. */
  readonly size: number;
  readonly time: UnitTime;
  /** Which of the texts of its stream it is of, where these have numbers; else 0. */
  readonly page: number;
}

/** Memory is reserved for this many units at a time. */
const RESERVED_UNITS = 1024;

export class TextUnitList {
  /** Why there are none. */
  givenUp: Error | undefined;
  #units: TextUnit[] = [];

  /** Units that memory is counted for. */
  get capacity(): number {
    return Math.ceil(this.#units.length / RESERVED_UNITS) * RESERVED_UNITS;
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

  protected add({ offset, size, time, page }: TextUnit): void {
    // One more than there may be tells that there are too many.
    if (!this.givenUp && this.#units.length <= MAX_TEXT_SAMPLES)
      this.#units.push({ offset, size, time, page });
  }
}

/** Whether a unit is left out whose bytes lie so far apart: who shows it would have to read all that lies between them. */
export function isSpread(offset: number, end: number): boolean {
  return end - offset > MAX_TEXT_SPAN_BYTES;
}
