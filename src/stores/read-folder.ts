/** Lists the masters in a directory, in batches that yield the thread in between. */
import type { Dir, Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { FolderContent, type FolderListing } from './folder-content.js';
import { isWithin } from './links.js';
import { isAbsent, storeUnavailable } from './store-errors.js';

/** Entries per batch: about a millisecond of the thread. */
const ENTRIES_AT_ONCE = 256;
/** A directory with more is refused: its names alone would take a hundred megabytes. */
const MAX_ENTRIES = 1_000_000;

interface ReadFolderOptions {
  /** The directory that links must not leave; absent where they may. */
  readonly root?: string | undefined;
  /** The last listing, if it is known: what it names keeps its name while another file is being written. */
  readonly previous?: FolderListing | undefined;
}

/**
 * @returns undefined when there is no such directory, or a link out of `root` leads to it.
 * @throws OnplayError `store_unavailable` when it cannot be read, has too many entries, or was replaced meanwhile.
 */
export async function readFolder(
  path: string,
  { root, previous }: ReadFolderOptions = {},
): Promise<FolderListing | undefined> {
  if (root !== undefined && !(await isWithin(root, path))) return undefined;
  const content = new FolderContent(path);
  const links: string[] = [];
  let seen = 0;
  const identity = await eachEntry(path, (entry) => {
    if (++seen > MAX_ENTRIES) throw new Error(`a directory has more than ${MAX_ENTRIES} entries`);
    content.isEmpty &&= !isContent(entry);
    if (entry.isSymbolicLink()) links.push(entry.name);
    else if (entry.isFile()) content.addFile(entry.name);
    else if (entry.isDirectory()) content.addFolder(entry.name);
    return true;
  });
  if (identity === undefined) return undefined;
  await content.addLinks(links, root);
  return { ...(await content.finish(previous)), identity };
}

/** Whether a directory has content, as `FolderListing.isEmpty` says; reads only up to the first entry that is. */
export async function peekFolder(
  path: string,
): Promise<{ readonly isEmpty: boolean; readonly identity: string } | undefined> {
  let isEmpty = true;
  const identity = await eachEntry(path, (entry) => {
    isEmpty = !isContent(entry);
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

function isContent(entry: Dirent): boolean {
  if (entry.name.startsWith('.')) return false;
  if (entry.isDirectory()) return true;
  return extname(entry.name) !== '' && (entry.isFile() || entry.isSymbolicLink());
}
