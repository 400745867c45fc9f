/** The file format of a segment on disk: a magic number, a checksum and the bytes. Pure. */
import { createHash } from 'node:crypto';

/** Ends with the version of this format. */
const MAGIC = Buffer.from('onplay segment 1');
const CHECKSUM_BYTES = 32;
const HEADER_BYTES = MAGIC.length + CHECKSUM_BYTES;

/** The pieces of a segment's file, to be written in this order. */
export function toSegmentFile(key: string, bytes: Uint8Array): readonly Uint8Array[] {
  return [MAGIC, checksum(key, bytes), bytes];
}

/** The segment in a file; undefined where the file is not exactly what was written for this key. */
export function fromSegmentFile(key: string, file: Uint8Array): Uint8Array | undefined {
  if (file.byteLength < HEADER_BYTES || !MAGIC.equals(file.subarray(0, MAGIC.length))) return undefined;
  const bytes = file.subarray(HEADER_BYTES);
  return checksum(key, bytes).equals(file.subarray(MAGIC.length, HEADER_BYTES)) ? bytes : undefined;
}

/** The size of a segment's file, given the segment's size, in bytes. */
export function segmentFileSize(bytes: number): number {
  return HEADER_BYTES + bytes;
}

/** Covers the key as well, so that a file moved to another segment's path is not accepted. */
function checksum(key: string, bytes: Uint8Array): Buffer {
  return createHash('sha256').update(key).update('\0').update(bytes).digest();
}
