/** The boxes of one `stbl`, and how their entries are found without reading outside them. */
import { damaged } from '../refusals.js';
import { type BoxSpan, boxesIn, viewOf } from './boxes.js';

/** Where the entries of a table begin, and how many there are. */
export interface EntryTable {
  readonly start: number;
  readonly count: number;
}

export class TableBoxes {
  readonly view: DataView;
  readonly #boxes = new Map<string, BoxSpan>();

  /** @param bytes the bytes that `stbl` is a span of. */
  constructor(bytes: Uint8Array, stbl: BoxSpan) {
    this.view = viewOf(bytes);
    for (const box of boxesIn(bytes, stbl.contentStart, stbl.end))
      if (!this.#boxes.has(box.type)) this.#boxes.set(box.type, box);
  }

  find(type: string): BoxSpan | undefined {
    return this.#boxes.get(type);
  }

  /**
   * The table of a full box whose entries follow their 32-bit number; undefined where there is no such box.
   * @throws OnplayError `master_damaged` when the box is too small for them.
   */
  entries(type: string, entrySize: number): EntryTable | undefined {
    const box = this.#boxes.get(type);
    if (!box) return undefined;
    const start = box.contentStart + 8;
    if (start > box.end) throw damaged(`its ${type} table is cut short`);
    const count = this.view.getUint32(start - 4);
    if (start + count * entrySize > box.end) throw damaged(`its ${type} table is cut short`);
    return { start, count };
  }

  /** The same for a table that must be there. @throws OnplayError `master_damaged`. */
  required(type: string, entrySize: number): EntryTable {
    const table = this.entries(type, entrySize);
    if (!table) throw damaged(`its ${type} table is missing`);
    return table;
  }
}
