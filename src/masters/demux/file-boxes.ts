/** Walks over boxes in a file, reading only their headers (ISO 14496-12 4.2). */
import { damaged, truncated } from '../refusals.js';
import type { BufferedReader } from '../stores/buffered-reader.js';
import { boxType, viewOf } from './boxes.js';

export interface FileBox {
  readonly type: string;
  /** Offsets in the file of the box and of its content. */
  readonly offset: number;
  readonly contentStart: number;
  /** In bytes, including the header. */
  readonly size: number;
  /** The first four characters of the content: the major brand of an `ftyp` box. */
  readonly brand: string;
}

/** Enough for size, type and large size of a box, and for the major brand of `ftyp`. */
const HEADER_BYTES = 16;

/**
 * Yields the boxes in [start, end) of a file, one level deep. Trailing bytes too few for a header are padding.
 * @param isWithin whether to throw for a box that is larger than its parent; otherwise it is yielded with that size.
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
