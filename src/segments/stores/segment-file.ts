/** A segment as it lies on disk: a mark, a checksum and the bytes. Pure. */
import { createHash } from 'node:crypto';

/** Ends with the number of this layout. */
const MARK = Buffer.from('onplay segment 1');
const CHECKSUM_BYTES = 32;
const HEADER_BYTES = MARK.length + CHECKSUM_BYTES;

/** What to write for a segment, in this order. */
export function toSegmentFile(key: string, bytes: Uint8Array): readonly Uint8Array[] {
  return [MARK, checksum(key, bytes), bytes];
}

/** The segment in a file; undefined where it is not exactly what was written for this key. */
export function fromSegmentFile(key: string, file: Uint8Array): Uint8Array | undefined {
  if (file.byteLength < HEADER_BYTES || !MARK.equals(file.subarray(0, MARK.length))) return undefined;
  const bytes = file.subarray(HEADER_BYTES);
  return checksum(key, bytes).equals(file.subarray(MARK.length, HEADER_BYTES)) ? bytes : undefined;
}

/** How long the file of so many bytes is. */
export function segmentFileSize(bytes: number): number {
  return HEADER_BYTES + bytes;
}

/** Over the key as well: a file under another name is another segment. */
function checksum(key: string, bytes: Uint8Array): Buffer {
  return createHash('sha256').update(key).update('\0').update(bytes).digest();
}
