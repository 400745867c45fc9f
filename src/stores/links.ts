/** Keeps a store within its directory: where symbolic links lead, and where an opened file really is. */
import { type FileHandle, readlink, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { isAbsent, storeUnavailable } from './store-errors.js';

/** What a link leads to; `outside` where it leaves the directory, `nowhere` for neither a file nor a directory. */
type LinkTarget = 'file' | 'folder' | 'outside' | 'nowhere';

/**
 * Follows a symbolic link. Never rejects: `file` where the system does not tell, as for a share that fails; opening it will.
 * @param root the directory that it must not leave; undefined where it may.
 */
export async function linkTarget(path: string, root: string | undefined): Promise<LinkTarget> {
  try {
    if (root !== undefined && !isInside(await realpath(root), await realpath(path))) return 'outside';
    const status = await stat(path);
    if (status.isDirectory()) return 'folder';
    return status.isFile() ? 'file' : 'nowhere';
  } catch (error) {
    return isAbsent(error) ? 'nowhere' : 'file';
  }
}

/** Whether a path, with its links followed, is `root` or in it; false also where nothing is there. */
export async function isWithin(root: string, path: string): Promise<boolean> {
  return unlessAbsent(async () => isInside(await realpath(root), await realpath(path)));
}

/**
 * Whether a file that was opened by `path` is in `root`. Asks about the open file rather than its path, which could lead
 * elsewhere by now.
 */
export async function isOpenedWithin(root: string, handle: FileHandle, path: string): Promise<boolean> {
  return unlessAbsent(async () => {
    const [realRoot, opened] = await Promise.all([realpath(root), openedPath(handle, path)]);
    return opened !== undefined && isInside(realRoot, opened);
  });
}

/** Linux knows the path of an open file. Elsewhere the path that it was opened by has to lead to the same file still. */
async function openedPath(handle: FileHandle, path: string): Promise<string | undefined> {
  const known = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined);
  if (known !== undefined) return known;
  const real = await realpath(path);
  const [opened, there] = await Promise.all([handle.stat({ bigint: true }), stat(real, { bigint: true })]);
  return opened.dev === there.dev && opened.ino === there.ino ? real : undefined;
}

function isInside(realRoot: string, real: string): boolean {
  return real === realRoot || real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep);
}

async function unlessAbsent(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await check();
  } catch (error) {
    if (isAbsent(error)) return false;
    throw storeUnavailable(error);
  }
}
