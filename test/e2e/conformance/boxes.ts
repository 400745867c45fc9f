/** Reads ISO base media boxes, independently of the packager. */

/** A box and its contents. */
export class Box {
  constructor(
    readonly type: string,
    /** The whole file or segment that contains it. */
    readonly file: Buffer,
    /** First byte of the header. */
    readonly start: number,
    /** First byte after size and type. */
    readonly bodyStart: number,
    readonly end: number,
  ) {}

  /** What follows size and type. */
  get body(): Buffer {
    return this.file.subarray(this.bodyStart, this.end);
  }

  /** The version of a full box (ISO/IEC 14496-12 4.2). */
  get version(): number {
    return this.body.readUInt8(0);
  }

  get flags(): number {
    return this.body.readUIntBE(1, 3);
  }

  /** The boxes after the first `skip` bytes of the body. */
  children(skip = 0): readonly Box[] {
    return readBoxes(this.file, this.bodyStart + skip, this.end);
  }

  /** All boxes of a type among the children. */
  all(type: string, skip = 0): readonly Box[] {
    return this.children(skip).filter((child) => child.type === type);
  }

  /** The only child of that type, or undefined. */
  maybe(type: string, skip = 0): Box | undefined {
    const [box, second] = this.all(type, skip);
    if (second) throw new Error(`two ${type} boxes in ${this.type}`);
    return box;
  }

  /** The only box at the end of a path of types. */
  only(...path: readonly string[]): Box {
    return path.reduce<Box>((box, type) => {
      const child = box.maybe(type);
      if (!child) throw new Error(`no ${type} box in ${box.type}`);
      return child;
    }, this);
  }
}

/** The top-level boxes of a file or segment, which must fill it to its last byte. */
export function topLevelBoxes(file: Buffer): readonly Box[] {
  return readBoxes(file, 0, file.length);
}

/** Wraps a whole file or segment as a box, to search its top-level boxes. */
export function asBox(file: Buffer): Box {
  return new Box('file', file, 0, 0, file.length);
}

function readBoxes(file: Buffer, start: number, end: number): readonly Box[] {
  const boxes: Box[] = [];
  for (let position = start; position < end; ) {
    const size = file.readUInt32BE(position);
    const type = file.toString('latin1', position + 4, position + 8);
    const long = size === 1;
    const boxEnd = position + (long ? Number(file.readBigUInt64BE(position + 8)) : size);
    const bodyStart = position + (long ? 16 : 8);
    if (boxEnd < bodyStart || boxEnd > end)
      throw new Error(`the ${type} box at ${position} ends at ${boxEnd}`);
    boxes.push(new Box(type, file, position, bodyStart, boxEnd));
    position = boxEnd;
  }
  return boxes;
}
