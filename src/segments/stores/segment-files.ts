/** Finds the segment files of a disk, and removes all others. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePath, type SegmentPlace } from './segment-places.js';

/** A segment file that was found. */
interface ListedFile extends SegmentPlace {
  /** The size of the file, its header included. */
  readonly bytes: number;
  /** When it was last written or read, in milliseconds since the epoch. */
  readonly usedAtMs: number;
}

/** The directory of files that are still being written. */
export const UNFINISHED = 'unfinished';
/** Older unfinished files are of a process that ended; younger ones may be of another process sharing the directory. */
const UNFINISHED_MS = 10 * 60 * 1000;

const FILES_AT_ONCE = 64;

/**
 * All segment files under the root, the least recently used first. Removes any other file, except what may still be being
 * written.
 * @throws the system's error where the directory cannot be read.
 */
export async function findSegmentFiles(root: string): Promise<ListedFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found: ListedFile[] = [];
  const files = entries.filter((entry) => !entry.isDirectory());
  for (let first = 0; first < files.length; first += FILES_AT_ONCE) {
    const batch = files.slice(first, first + FILES_AT_ONCE);
    const inspected = batch.map(({ parentPath, name }) => inspect(root, join(parentPath, name)));
    found.push(...(await Promise.all(inspected)).filter((file) => file !== undefined));
  }
  return found.sort((a, b) => a.usedAtMs - b.usedAtMs);
}

async function inspect(root: string, path: string): Promise<ListedFile | undefined> {
  const relative = path.slice(root.length + 1);
  const status = await stat(path).catch(() => undefined);
  const isUnfinished = relative.startsWith(`${UNFINISHED}/`);
  if (status && isUnfinished && Date.now() - status.mtimeMs < UNFINISHED_MS) return undefined;
  const place = parsePath(relative);
  if (place && status?.isFile()) return { ...place, bytes: status.size, usedAtMs: status.mtimeMs };
  await rm(path, { force: true }).catch(() => undefined);
  return undefined;
}
