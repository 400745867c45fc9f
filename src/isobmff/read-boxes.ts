import { encoderOutputMalformed } from './errors.js';
import { Fields } from './fields.js';

/** The position of one box; all offsets are from the start of the array it was found in. */
export interface BoxSpan {
  /** Four-character code, one character for each byte. */
  readonly type: string;
  /** First byte of the header. */
  readonly start: number;
  /** First byte after the size and type fields (a full box's version and flags come next). */
  readonly contentStart: number;
  /** First byte after the box. */
  readonly end: number;
}

/**
 * Yields the boxes that fill `bytes` in [start, end), in order, without descending into them (ISO/IEC 14496-12 4.2).
 *
 * @throws OnplayError `encoder_output_malformed` for a truncated header, for a box that reaches beyond `end`, and for
 *   size 0, "until the end of the file", which would hide that a file is truncated.
 */
export function* readBoxes(bytes: Uint8Array, start = 0, end = bytes.length): Generator<BoxSpan, void> {
  if (start > end) throw encoderOutputMalformed('a box ends inside its own fields');
  let position = start;
  while (position < end) {
    const span = readBoxHeader(bytes, position, end);
    yield span;
    position = span.end;
  }
}

/**
 * Returns the only child of `within` of that type.
 * @throws OnplayError `encoder_output_malformed` if there is none or more than one.
 */
export function onlyBox(bytes: Uint8Array, within: BoxSpan, type: string): BoxSpan {
  const found = boxesOfType(bytes, within, type);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw encoderOutputMalformed(`expected one ${type} box in ${within.type}, found ${found.length}`);
  }
  return first;
}

/** Returns the children of `within` of that type, in order. */
export function boxesOfType(bytes: Uint8Array, within: BoxSpan, type: string): readonly BoxSpan[] {
  return [...readBoxes(bytes, within.contentStart, within.end)].filter((child) => child.type === type);
}

/** Returns a reader of the fields of a box, positioned after its size and type. */
export function fieldsOf(bytes: Uint8Array, span: BoxSpan): Fields {
  return new Fields(bytes, span.contentStart, span.end);
}

function readBoxHeader(bytes: Uint8Array, start: number, end: number): BoxSpan {
  const fields = new Fields(bytes, start, end);
  const shortSize = fields.u32();
  const type = fields.ascii(4);
  const size = shortSize === 1 ? fields.u64() : shortSize;
  const contentStart = fields.position;
  const boxEnd = start + size;
  if (boxEnd < contentStart) throw encoderOutputMalformed(`${type} box smaller than its own header`);
  if (boxEnd > end) throw encoderOutputMalformed(`${type} box cut short`);
  return { type, start, contentStart, end: boxEnd };
}
