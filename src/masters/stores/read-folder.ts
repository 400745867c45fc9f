/** Reads which masters a folder holds, in steps that leave the thread to others in between. */
import type { Dir, Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { isAbsent, storeUnavailable } from './store-errors.js';

/** Entries to a step: a few hundred microseconds of the thread. */
const ENTRIES_AT_ONCE = 256;
/** A folder with more is not read to its end: its names alone would take a hundred megabytes. */
const MAX_ENTRIES = 1_000_000;

/** What one folder holds itself; hidden files and files without an extension are none of it. */
export interface FolderListing {
  /** By the asset's name, its file; undefined where there are several. */
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly folders: readonly string[];
  /** Tells this folder from another that is later found in its place, as an empty mount point. */
  readonly identity: string;
}

/**
 * @returns undefined when there is no such folder.
 * @throws OnplayError `store_unavailable` when it cannot be read, or was exchanged meanwhile.
 */
export async function readFolder(path: string): Promise<FolderListing | undefined> {
  const files = new Map<string, string | undefined>();
  const folders: string[] = [];
  let seen = 0;
  const identity = await eachEntry(path, (entry) => {
    if (++seen > MAX_ENTRIES) throw new Error(`a folder has more than ${MAX_ENTRIES} entries`);
    if (isMaster(entry)) {
      const name = assetName(entry.name);
      files.set(name, files.has(name) ? undefined : entry.name);
    } else if (isFolder(entry)) folders.push(entry.name);
    return true;
  });
  return identity === undefined ? undefined : { files, folders, identity };
}

/** Whether a folder holds anything; see `readFolder`, but reads no further than has to be. */
export async function glanceAtFolder(
  path: string,
): Promise<{ readonly isEmpty: boolean; readonly identity: string } | undefined> {
  let isEmpty = true;
  const identity = await eachEntry(path, (entry) => {
    isEmpty = !(isMaster(entry) || isFolder(entry));
    return isEmpty;
  });
  return identity === undefined ? undefined : { isEmpty, identity };
}

/** @param take told each entry, until it returns false. @returns the folder's identity; undefined where there is none. */
async function eachEntry(path: string, take: (entry: Dirent) => boolean): Promise<string | undefined> {
  try {
    const identity = await identityOf(path);
    await takeEntries(await opendir(path, { bufferSize: ENTRIES_AT_ONCE }), take);
    // Mounted or unmounted between the two: what was read belongs to neither.
    if ((await identityOf(path)) !== identity) throw new Error('the folder was exchanged while it was read');
    return identity;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw storeUnavailable(error);
  }
}

async function takeEntries(folder: Dir, take: (entry: Dirent) => boolean): Promise<void> {
  // Closes the folder however it is left.
  for await (const entry of folder) if (!take(entry)) return;
}

async function identityOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}

/** A file with an extension; what it really is, its content tells. */
function isMaster(entry: Dirent): boolean {
  if (entry.name.startsWith('.') || extname(entry.name) === '') return false;
  return entry.isFile() || entry.isSymbolicLink();
}

function isFolder(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.');
}

/** The file's name without its extension. */
export function assetName(fileName: string): string {
  return basename(fileName, extname(fileName));
}
