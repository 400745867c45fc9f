/** Recognizes a file that grows: by bytes that a recorder does not write again once they are there. */
import { createHash } from 'node:crypto';
import type { ByteSource, FileIdentity, GrowthMarks, MarkedRange } from '../../stores/index.js';

/** Of each range. Enough media that no two recordings begin with the same. */
const RANGE_BYTES = 4096;
/**
 * Where the other ranges lie, as shares of the file. Not at its end: there, writers come back to fill in the size of the cluster
 * that they have just closed.
 */
const SHARES = [0.25, 0.5, 0.75];

/** The first range of the media, by which all servers know the file; undefined if the file has not as much yet. */
export async function firstRange(source: ByteSource, offset: number): Promise<MarkedRange | undefined> {
  return source.size < offset + RANGE_BYTES ? undefined : marked(source, offset);
}

/** The marks of a file as it is now. @param first of `firstRange`. */
export async function marksOf(
  source: ByteSource,
  file: FileIdentity,
  first: MarkedRange,
): Promise<GrowthMarks> {
  const last = source.size - RANGE_BYTES;
  const offsets = SHARES.map((share) => Math.max(first.offset, Math.floor(share * last)));
  const ranges = await Promise.all(offsets.map((offset) => marked(source, offset)));
  return { file, ranges: [first, ...ranges] };
}

/** Whether a file has all the bytes that were there before. */
export async function holdsMarks(
  source: ByteSource,
  file: FileIdentity,
  marks: GrowthMarks,
): Promise<boolean> {
  const before = marks.file;
  if (file.ino !== before.ino || file.size < before.size) return false;
  if (file.size === before.size && file.mtimeMs === before.mtimeMs) return true;
  const found = await Promise.all(marks.ranges.map(({ offset }) => marked(source, offset)));
  return found.every(({ digest }, i) => digest === marks.ranges[i]!.digest);
}

async function marked(source: ByteSource, offset: number): Promise<MarkedRange> {
  const bytes = await source.read(offset, RANGE_BYTES);
  return { offset, length: RANGE_BYTES, digest: createHash('sha256').update(bytes).digest('hex') };
}
