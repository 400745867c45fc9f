import { type BoxSpan, boxesIn, findBox } from './boxes.js';
import { Fields } from './fields.js';

/** A container box. Its methods throw OnplayError `master_damaged` as `boxesIn` and `Fields` do. */
export class ParentBox {
  constructor(
    readonly bytes: Uint8Array,
    readonly span: BoxSpan,
  ) {}

  /** The first child of that type. */
  find(type: string): BoxSpan | undefined {
    return findBox(this.bytes, type, this.span.contentStart, this.span.end);
  }

  /** The fields of the first child of that type, which must be a full box. */
  fields(type: string): Fields | undefined {
    const box = this.find(type);
    return box && new Fields(this.bytes, box);
  }

  /** The first child of that type, as a container box. */
  child(type: string): ParentBox | undefined {
    const box = this.find(type);
    return box && new ParentBox(this.bytes, box);
  }

  /** All children of that type, in order. */
  children(type: string): ParentBox[] {
    const boxes = [...boxesIn(this.bytes, this.span.contentStart, this.span.end)];
    return boxes.filter((box) => box.type === type).map((box) => new ParentBox(this.bytes, box));
  }
}
