/** The format of a segment in a bucket: when it was written, then what its file on a disk has. Pure. */
import { fromSegmentFile, toSegmentFile } from '../segment-file.js';

const TIME_BYTES = 8;

interface StoredSegment {
  readonly bytes: Uint8Array;
  /** Milliseconds since the epoch, by the clock of the writer. */
  readonly writtenAtMs: number;
}

export function toSegmentObject(key: string, { bytes, writtenAtMs }: StoredSegment): Uint8Array {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(Math.round(writtenAtMs)));
  return Buffer.concat([time, ...toSegmentFile(checked(key, writtenAtMs), bytes)]);
}

/** Undefined where the object is not exactly what was written for this key. */
export function fromSegmentObject(key: string, object: Uint8Array): StoredSegment | undefined {
  if (object.byteLength < TIME_BYTES) return undefined;
  const { buffer, byteOffset } = object;
  const writtenAtMs = Number(Buffer.from(buffer, byteOffset, TIME_BYTES).readBigUInt64BE());
  const bytes = fromSegmentFile(checked(key, writtenAtMs), object.subarray(TIME_BYTES));
  return bytes && { bytes, writtenAtMs };
}

/** The checksum of the file covers this. */
function checked(key: string, writtenAtMs: number): string {
  return `${key}@${Math.round(writtenAtMs)}`;
}
