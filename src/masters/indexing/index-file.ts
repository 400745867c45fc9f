/**
 * Stores indexes on disk: written atomically, verified when read. A file has the size of its description (32 bits), the
 * description (the index without its large arrays), the arrays one after the other, and a SHA-256 digest of all that.
 * Arrays may be hundreds of megabytes, so they are not copied.
 */
import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { writeAtomically } from '../../shared/atomic-write.js';
import type { ReserveMemory } from '../index-budget.js';
import { MAX_INDEXING_BYTES } from '../limits.js';
import { INDEX_FORMAT, type MasterIndex } from '../master-index.js';
import { allocateColumns, columnBytes, withColumns, withoutColumns } from './columns.js';

const SIZE_BYTES = 4;
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

/** Writes the index, replacing one that is there. @throws what `writeAtomically` throws. */
export async function writeIndexFile(path: string, index: MasterIndex): Promise<void> {
  await writeAtomically(path, piecesOf(index));
}

function* piecesOf(index: MasterIndex): Generator<Uint8Array> {
  const { rest, columns } = withoutColumns(index);
  const description = serialize(rest);
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeUInt32LE(description.length);
  const digest = createHash('sha256');
  for (const piece of [size, description, ...columns.map(bytesOf)]) {
    digest.update(piece);
    yield piece;
  }
  yield digest.digest();
}

async function readIndex(file: FileHandle, reserve?: ReserveMemory): Promise<MasterIndex | undefined> {
  const { size } = await file.stat();
  if (size > MAX_INDEXING_BYTES + MAX_DESCRIPTION_BYTES) return undefined;
  await reserve?.(size);
  const digest = createHash('sha256');
  const descriptionSize = (await readFully(file, Buffer.alloc(SIZE_BYTES), digest)).readUInt32LE();
  if (descriptionSize > Math.min(size, MAX_DESCRIPTION_BYTES)) return undefined;
  const rest: unknown = deserialize(await readFully(file, Buffer.alloc(descriptionSize), digest));
  if (SIZE_BYTES + descriptionSize + columnBytes(rest) + DIGEST_BYTES !== size) return undefined;
  const columns = allocateColumns(rest);
  for (const column of columns) await readFully(file, bytesOf(column), digest);
  const stored = await readFully(file, Buffer.alloc(DIGEST_BYTES));
  if (!digest.digest().equals(stored)) return undefined;
  const index = withColumns(rest, columns) as MasterIndex;
  return index.format === INDEX_FORMAT ? index : undefined;
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

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
