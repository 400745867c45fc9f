/** Lists the masters in a directory, in batches that yield the thread in between. */
import type { Dir, Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { isAbsent, storeUnavailable } from './store-errors.js';

/** Entries per batch: a few hundred microseconds of the thread. */
const ENTRIES_AT_ONCE = 256;
/** A directory with more is refused: its names alone would take a hundred megabytes. */
const MAX_ENTRIES = 1_000_000;

/** The direct content of a directory, without hidden files and files that have no extension. */
export interface FolderListing {
  /** File name by asset name; undefined if several files have that asset name. */
  readonly files: ReadonlyMap<string, string | undefined>;
  readonly folders: readonly string[];
  /** Device and inode: distinguishes this directory from another at the same path, such as an empty mount point. */
  readonly identity: string;
}

/**
 * @returns undefined when there is no such directory.
 * @throws OnplayError `store_unavailable` when it cannot be read, has too many entries, or was replaced meanwhile.
 */
export async function readFolder(path: string): Promise<FolderListing | undefined> {
  const files = new Map<string, string | undefined>();
  const folders: string[] = [];
  let seen = 0;
  const identity = await eachEntry(path, (entry) => {
    if (++seen > MAX_ENTRIES) throw new Error(`a directory has more than ${MAX_ENTRIES} entries`);
    if (isMaster(entry)) {
      const name = assetName(entry.name);
      files.set(name, files.has(name) ? undefined : entry.name);
    } else if (isFolder(entry)) folders.push(entry.name);
    return true;
  });
  return identity === undefined ? undefined : { files, folders, identity };
}

/** Whether a directory holds anything that `readFolder` would list; reads only up to the first such entry. */
export async function peekFolder(
  path: string,
): Promise<{ readonly isEmpty: boolean; readonly identity: string } | undefined> {
  let isEmpty = true;
  const identity = await eachEntry(path, (entry) => {
    isEmpty = !(isMaster(entry) || isFolder(entry));
    return isEmpty;
  });
  return identity === undefined ? undefined : { isEmpty, identity };
}

/** @param visit called with each entry until it returns false. @returns the identity; undefined for no directory. */
async function eachEntry(path: string, visit: (entry: Dirent) => boolean): Promise<string | undefined> {
  try {
    const identity = await identityOf(path);
    await visitEntries(await opendir(path, { bufferSize: ENTRIES_AT_ONCE }), visit);
    // Something was mounted or unmounted meanwhile: the entries may belong to either directory.
    if ((await identityOf(path)) !== identity)
      throw new Error('the directory was replaced while it was read');
    return identity;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw storeUnavailable(error);
  }
}

async function visitEntries(folder: Dir, visit: (entry: Dirent) => boolean): Promise<void> {
  // The iterator closes the directory, also on return or throw.
  for await (const entry of folder) if (!visit(entry)) return;
}

async function identityOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}

/** Any file with an extension; its content is checked when it is indexed. */
function isMaster(entry: Dirent): boolean {
  if (entry.name.startsWith('.') || extname(entry.name) === '') return false;
  return entry.isFile() || entry.isSymbolicLink();
}

function isFolder(entry: Dirent): boolean {
  return entry.isDirectory() && !entry.name.startsWith('.');
}

/** The file's base name without its extension. */
export function assetName(fileName: string): string {
  return basename(fileName, extname(fileName));
}
