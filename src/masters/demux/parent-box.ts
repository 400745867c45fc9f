import { type BoxSpan, boxesIn, findBox } from './boxes.js';
import { Fields } from './fields.js';

/** A box that holds other boxes. Its methods throw OnplayError `master_damaged` as `boxesIn` and `Fields` do. */
export class ParentBox {
  constructor(
    readonly bytes: Uint8Array,
    readonly span: BoxSpan,
  ) {}

  /** The first box of that type in it. */
  find(type: string): BoxSpan | undefined {
    return findBox(this.bytes, type, this.span.contentStart, this.span.end);
  }

  /** The fields of the first full box of that type. */
  fields(type: string): Fields | undefined {
    const box = this.find(type);
    return box && new Fields(this.bytes, box);
  }

  /** The first box of that type, which holds boxes itself. */
  child(type: string): ParentBox | undefined {
    const box = this.find(type);
    return box && new ParentBox(this.bytes, box);
  }

  /** Every box of that type in it, in order. */
  children(type: string): ParentBox[] {
    const boxes = [...boxesIn(this.bytes, this.span.contentStart, this.span.end)];
    return boxes.filter((box) => box.type === type).map((box) => new ParentBox(this.bytes, box));
  }
}
