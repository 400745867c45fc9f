/** Boxes in memory, bounds-checked: whatever a box claims, nothing outside of it is read. */
import type { BoxData, BoxRules, BoxSpan } from './box-data.js';
import { type BoxHeader, readBoxHeader, SHORT_HEADER_BYTES } from './box-header.js';
import { Fields } from './fields.js';

/** In a sample entry there are about ten. */
const MAX_LEADING = 1000;

/** Returns the bytes as the contents of a box, of type `file`, whose children are the boxes that fill them. */
export function boxesOf(bytes: Uint8Array, rules: BoxRules): Box {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new Box({ bytes, view, rules }, 0, { type: 'file', headerSize: 0, size: bytes.byteLength });
}

/** A full box: 8-bit version and 24-bit flags, then its fields (ISO/IEC 14496-12 4.2). */
interface FullBox {
  readonly version: number;
  readonly flags: number;
  readonly fields: Fields;
}

/** A box whose size fits into the one around it. */
export class Box implements BoxSpan {
  readonly type: string;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;

  constructor(
    readonly data: BoxData,
    start: number,
    { type, headerSize, size }: BoxHeader,
  ) {
    this.type = type;
    this.start = start;
    this.contentStart = start + headerSize;
    this.end = start + size;
  }

  /** Size of the contents in bytes. */
  get size(): number {
    return this.end - this.contentStart;
  }

  /** A view of the contents, not a copy. */
  get content(): Uint8Array {
    return this.data.bytes.subarray(this.contentStart, this.end);
  }

  fields(): Fields {
    return new Fields(this.data, this);
  }

  /** @throws `BoxRules.malformed` if the box ends before them. */
  fullBox(): FullBox {
    const fields = this.fields();
    const word = fields.u32();
    return { version: word >>> 24, flags: word & 0xffffff, fields };
  }

  /**
   * Yields the boxes that fill the contents, in order, without descending into them. Unless the rules are strict, bytes too
   * few for a header are padding, such as QuickTime's four zero bytes at the end of a container box.
   * @param skip bytes of fields before the first of them.
   * @throws `BoxRules.malformed` when a box claims to be larger than its parent or smaller than its header,
   *   `BoxRules.tooComplex` for too many.
   */
  *children(skip = 0): Generator<Box, void> {
    const { rules } = this.data;
    let at = this.contentStart + skip;
    if (rules.isStrict && at > this.end) throw rules.malformed(`its ${this.type} box is cut short`);
    const needed = rules.isStrict ? 1 : SHORT_HEADER_BYTES;
    for (let count = 1; this.end - at >= needed; count++) {
      if (count > rules.maxSiblings) throw rules.tooComplex('it has too many boxes');
      const box = this.#boxAt(at);
      if (!(box instanceof Box)) throw rules.malformed(box);
      yield box;
      at = box.end;
    }
  }

  /**
   * The boxes before the first malformed one, at most `MAX_LEADING`: QuickTime's descriptions may end with other data.
   * @param skip bytes of fields before the first of them.
   */
  *leadingChildren(skip = 0): Generator<Box, void> {
    let at = this.contentStart + skip;
    for (let count = 0; count < MAX_LEADING && this.end - at >= SHORT_HEADER_BYTES; count++) {
      const box = this.#boxAt(at);
      if (!(box instanceof Box)) return;
      yield box;
      at = box.end;
    }
  }

  /** The first child of that type. @throws as `children`. */
  find(type: string): Box | undefined {
    for (const box of this.children()) if (box.type === type) return box;
    return undefined;
  }

  /** All children of that type, in order. @throws as `children`. */
  all(type: string): readonly Box[] {
    return Array.from(this.children()).filter((child) => child.type === type);
  }

  /** The only child of that type. @throws as `children`, and `BoxRules.malformed` if there is none or more than one. */
  only(type: string): Box {
    const found = this.all(type);
    const [first] = found;
    if (first === undefined || found.length > 1)
      throw this.data.rules.malformed(`expected one ${type} box in ${this.type}, found ${found.length}`);
    return first;
  }

  /** The child that begins at `at`, or what is wrong with it. */
  #boxAt(at: number): Box | string {
    const { view, rules } = this.data;
    const room = this.end - at;
    const header = readBoxHeader(view, at, this.end, rules.isStrict ? 0 : room);
    if (header === undefined) return 'a box header is cut short';
    if (header.size < header.headerSize || header.size > room) return 'a box has an impossible size';
    return new Box(this.data, at, header);
  }
}
