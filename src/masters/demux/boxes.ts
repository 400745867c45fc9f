/** Walks over boxes in memory (ISO 14496-12 4.2), bounds-checked: whatever a box claims, nothing outside it is read. */
import { MAX_SIBLING_BOXES } from '../limits.js';
import { damaged, tooComplex } from '../refusals.js';

export interface BoxSpan {
  readonly type: string;
  /** Offsets in the walked bytes of the box, of its content after the header, and of its end (exclusive). */
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function boxType(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(
    bytes[offset] ?? 0,
    bytes[offset + 1] ?? 0,
    bytes[offset + 2] ?? 0,
    bytes[offset + 3] ?? 0,
  );
}

/**
 * Yields the boxes in [start, end), one level deep. Trailing bytes too few for a header are skipped as padding, such as
 * QuickTime's four zero bytes at the end of a container box.
 * @throws OnplayError `master_damaged` when a box claims to be larger than its parent or smaller than its header,
 *         `master_too_complex` for more than `MAX_SIBLING_BOXES`.
 */
export function* boxesIn(bytes: Uint8Array, start = 0, end = bytes.byteLength): Generator<BoxSpan> {
  const view = viewOf(bytes);
  let offset = start;
  for (let count = 1; end - offset >= 8; count++) {
    if (count > MAX_SIBLING_BOXES) throw tooComplex('it has too many boxes');
    const size32 = view.getUint32(offset);
    const headerSize = size32 === 1 ? 16 : 8;
    if (end - offset < headerSize) throw damaged('a box header is cut short');
    const size = size32 === 1 ? Number(view.getBigUint64(offset + 8)) : size32 === 0 ? end - offset : size32;
    if (size < headerSize || size > end - offset) throw damaged('a box has an impossible size');
    yield {
      type: boxType(bytes, offset + 4),
      start: offset,
      contentStart: offset + headerSize,
      end: offset + size,
    };
    offset += size;
  }
}

/** The first box of that type directly in [start, end), or undefined. @throws as `boxesIn`. */
export function findBox(
  bytes: Uint8Array,
  type: string,
  start = 0,
  end = bytes.byteLength,
): BoxSpan | undefined {
  for (const box of boxesIn(bytes, start, end)) if (box.type === type) return box;
  return undefined;
}
