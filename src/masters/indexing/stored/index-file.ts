/**
 * Stores indexes on disk: written atomically, verified when read. A file has the size of its description (32 bits), the
 * size of the arrays in memory (64 bits), the description (the index without its large arrays), the arrays one after the other, packed, with those of offsets last, and a
 * SHA-256 digest of all that. Arrays may be hundreds of megabytes, so they are not copied.
 */
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { writeAtomically } from '../../../shared/atomic-write.js';
import { MAX_INDEXING_BYTES, type ReserveMemory } from '../../../tracks/index.js';
import { INDEX_FORMAT, type MasterIndex } from '../../master-index.js';
import { allocateColumns, columnBytes, withColumns, withoutColumns } from './columns.js';
import { packedColumn, type ReadBytes, unpackColumn } from './packed-column.js';
import { layoutsOf, packedLayout, unpackLayout } from './sample-layout.js';

/** The size of the description, and that of the arrays. */
const SIZES_BYTES = 4 + 8;
const DIGEST_BYTES = 32;
/** The sample descriptions and names of 100 tracks, the most there can be, take less. */
const MAX_DESCRIPTION_BYTES = 32 * 1024 * 1024;

/**
 * Returns the stored index, or undefined when it is missing, damaged or of another format, and has to be rebuilt.
 * @param reserve called before memory is allocated; see `IndexBudget`.
 */
export async function readIndexFile(path: string, reserve?: ReserveMemory): Promise<MasterIndex | undefined> {
  const file = await open(path).catch(() => undefined);
  if (!file) return undefined;
  try {
    return await readIndex(file, reserve);
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

/** How many bytes of memory the arrays of a stored index take; 0 where there is none. */
export async function storedIndexBytes(path: string): Promise<number> {
  const file = await open(path).catch(() => undefined);
  if (!file) return 0;
  try {
    return Buffer.from(await readFully(file, Buffer.alloc(SIZES_BYTES))).readDoubleLE(4);
  } catch {
    return 0;
  } finally {
    await file.close();
  }
}

/** Writes the index, replacing one that is there. @throws what `writeAtomically` throws. */
export async function writeIndexFile(path: string, index: MasterIndex): Promise<void> {
  await writeAtomically(path, piecesOf(index));
}

function* piecesOf(index: MasterIndex): Generator<Uint8Array> {
  const { rest, columns } = withoutColumns(index);
  const description = serialize(rest);
  const sizes = Buffer.alloc(SIZES_BYTES);
  sizes.writeUInt32LE(description.length);
  sizes.writeDoubleLE(columnBytes(rest), 4);
  const digest = createHash('sha256');
  const withDigest = function* (pieces: Iterable<Uint8Array>) {
    for (const piece of pieces) {
      digest.update(piece);
      yield piece;
    }
  };
  yield* withDigest([sizes, description]);
  const layouts = layoutsOf(index);
  const offsets = new Set<unknown>(layouts.flat().map((track) => track.offsets));
  for (const column of columns) if (!offsets.has(column)) yield* withDigest(packedColumn(column));
  for (const layout of layouts) yield* withDigest(packedLayout(layout));
  yield digest.digest();
}

async function readIndex(file: FileHandle, reserve?: ReserveMemory): Promise<MasterIndex | undefined> {
  const { size } = await file.stat();
  const digest = createHash('sha256');
  let position = 0;
  const read: ReadBytes = async (length) => {
    if (position + length > size) throw new Error('the index is cut short');
    position += length;
    return readFully(file, Buffer.alloc(length), digest);
  };
  const sizes = Buffer.from(await read(SIZES_BYTES));
  const [descriptionSize, arrayBytes] = [sizes.readUInt32LE(), sizes.readDoubleLE(4)];
  if (descriptionSize > MAX_DESCRIPTION_BYTES || !(arrayBytes <= MAX_INDEXING_BYTES)) return undefined;
  await reserve?.(arrayBytes);
  const rest: unknown = deserialize(await read(descriptionSize));
  if (columnBytes(rest) !== arrayBytes) return undefined;
  const columns = allocateColumns(rest);
  const index = withColumns(rest, columns) as MasterIndex;
  if (index.format !== INDEX_FORMAT) return undefined;
  const layouts = layoutsOf(index);
  const offsets = new Set<unknown>(layouts.flat().map((track) => track.offsets));
  for (const column of columns) if (!offsets.has(column)) await unpackColumn(column, read);
  for (const layout of layouts) await unpackLayout(layout, read);
  const stored = await readFully(file, Buffer.alloc(DIGEST_BYTES));
  return position + DIGEST_BYTES === size && digest.digest().equals(stored) ? index : undefined;
}

/** Fills all of `bytes` from the file's current position. Throws when the file ends first. */
async function readFully<T extends Uint8Array>(file: FileHandle, bytes: T, digest?: Hash): Promise<T> {
  for (let at = 0; at < bytes.byteLength; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.byteLength - at, null);
    if (bytesRead === 0) throw new Error('the index is cut short');
    at += bytesRead;
  }
  digest?.update(bytes);
  return bytes;
}
