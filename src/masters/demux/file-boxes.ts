/** Walking over boxes in a file, of which only the headers are read (ISO 14496-12 4.2). */
import { damaged, truncated } from '../refusals.js';
import type { BufferedReader } from '../stores/buffered-reader.js';
import { boxType, viewOf } from './boxes.js';

export interface FileBox {
  readonly type: string;
  /** Where it begins in the file, and where its content does. */
  readonly offset: number;
  readonly contentStart: number;
  /** In bytes, with its header. */
  readonly size: number;
  /** What an `ftyp` box has as its major brand: the first four characters of the content. */
  readonly brand: string;
}

/** Size, type and large size of a box; with them the major brand of `ftyp`. */
const HEADER_BYTES = 16;

/**
 * The boxes in [start, end) of a file, one level deep. Trailing bytes too few for a header are padding.
 * @param isWithin whether a box larger than what holds it is damage; else it is given as it claims to be.
 * @throws OnplayError `master_truncated` when the file ends in a header, `master_damaged` for an impossible size.
 */
export async function* fileBoxesIn(
  file: BufferedReader,
  start: number,
  end: number,
  isWithin = true,
): AsyncGenerator<FileBox> {
  for (let offset = start; end - offset >= 8; ) {
    const head = await file.read(offset, HEADER_BYTES);
    if (head.byteLength < 8) throw truncated();
    const view = viewOf(head);
    const size32 = view.getUint32(0);
    const headerSize = size32 === 1 ? 16 : 8;
    if (head.byteLength < headerSize) throw truncated();
    const size = size32 === 1 ? Number(view.getBigUint64(8)) : size32 === 0 ? end - offset : size32;
    if (size < headerSize || (isWithin && size > end - offset)) throw damaged('a box has an impossible size');
    yield {
      type: boxType(head, 4),
      offset,
      contentStart: offset + headerSize,
      size,
      brand: boxType(head, 8),
    };
    offset += size;
  }
}
