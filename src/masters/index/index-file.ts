/** Keeps indexes on disk: written whole or not at all, and checked when read. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { writeWholeFile } from '../whole-file.js';
import { INDEX_FORMAT, type MasterIndex } from './master-index.js';

const DIGEST_BYTES = 32;

/** The stored index, or undefined when there is none that can be used; a broken one is built again. */
export async function readIndexFile(path: string): Promise<MasterIndex | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (!bytes || bytes.length <= DIGEST_BYTES) return undefined;
  const body = bytes.subarray(DIGEST_BYTES);
  if (!digestOf(body).equals(bytes.subarray(0, DIGEST_BYTES))) return undefined;
  try {
    const index = deserialize(body) as MasterIndex;
    return index.format === INDEX_FORMAT ? index : undefined;
  } catch {
    return undefined;
  }
}

/** @throws what `writeWholeFile` throws. */
export async function writeIndexFile(path: string, index: MasterIndex): Promise<void> {
  const body = serialize(index);
  await writeWholeFile(path, Buffer.concat([digestOf(body), body]));
}

function digestOf(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest();
}
