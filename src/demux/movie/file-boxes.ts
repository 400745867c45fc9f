/** Walks over boxes in a file, reading only their headers (ISO 14496-12 4.2). */
import { LARGE_HEADER_BYTES, readBoxHeader, SHORT_HEADER_BYTES } from '../../isobmff/index.js';
import type { BufferedReader } from '../../stores/index.js';
import { damaged, truncated } from '../../tracks/index.js';

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

/**
 * Yields the boxes in [start, end) of a file, one level deep. Trailing bytes too few for a header are padding.
 * @throws OnplayError `master_truncated` when the file ends in a header, `master_damaged` for an impossible size.
 */
export async function* fileBoxesIn(
  file: BufferedReader,
  start: number,
  end: number,
): AsyncGenerator<FileBox> {
  for (let offset = start; end - offset >= SHORT_HEADER_BYTES; ) {
    const box = await fileBoxAt(file, offset, end);
    if (box === undefined) throw truncated();
    if (box === 'impossible' || box.size > end - offset) throw damaged('a box has an impossible size');
    yield box;
    offset += box.size;
  }
}

/**
 * The box at `offset`, which may claim to end beyond `end`; undefined where the file ends in its header, `impossible` where it
 * claims to be smaller than its header.
 * @param end where a box ends that states no size.
 */
export async function fileBoxAt(
  file: BufferedReader,
  offset: number,
  end: number,
): Promise<FileBox | 'impossible' | undefined> {
  // Also enough for the major brand after a short header.
  const head = await file.read(offset, LARGE_HEADER_BYTES);
  const header = readBoxHeader(viewOf(head), 0, head.byteLength, end - offset);
  if (header === undefined) return undefined;
  const { type, headerSize, size } = header;
  if (size < headerSize) return 'impossible';
  const brand = String.fromCharCode(...head.subarray(SHORT_HEADER_BYTES, SHORT_HEADER_BYTES + 4));
  return { type, offset, contentStart: offset + headerSize, size, brand };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
