/** The boxes of one `stbl`, with bounds-checked access to their entries. */
import { damaged } from '../refusals.js';
import { type BoxSpan, boxesIn, viewOf } from './boxes.js';

/** Offset of the first entry of a table, and the number of entries. */
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
   * The table in a full box that has a 32-bit count and then the entries; undefined if there is no such box.
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

  /** As `entries`. @throws OnplayError `master_damaged` also when there is no such box. */
  required(type: string, entrySize: number): EntryTable {
    const table = this.entries(type, entrySize);
    if (!table) throw damaged(`its ${type} table is missing`);
    return table;
  }
}
