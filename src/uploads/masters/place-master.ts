/** Moves a file that was written aside to where it is a master. */
import { chmod, link, lstat, mkdir, open, opendir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { AssetId } from '../../shared/asset-id.js';
import { assetName, mediaRank } from '../../stores/index.js';
import { assetExists, placeTaken } from '../upload-errors.js';
import type { MasterName } from './master-name.js';

/** A file system without hard links says one of these. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);
/** A component of the directory is no directory, or leads nowhere. */
const TAKEN: ReadonlySet<unknown> = new Set(['EEXIST', 'ENOTDIR', 'ELOOP', 'ENOENT', 'ENAMETOOLONG']);

/**
 * @param root the directory of the masters.
 * @throws OnplayError `asset_exists` unless a master of the name may be replaced; `asset_place_taken`.
 */
export async function assertPlaceable(root: string, asset: AssetId, replace: boolean): Promise<void> {
  if (!replace && (await filesOf(root, asset)).length > 0) throw assetExists();
}

/**
 * The file is on the disk before it has its name, so that no crash leaves half a master. What it replaces is removed.
 * @throws as `assertPlaceable`; the error of the file system.
 */
export async function placeMaster(
  staged: string,
  root: string,
  name: MasterName,
  replace: boolean,
): Promise<void> {
  await assertPlaceable(root, name.asset, replace);
  const target = join(root, name.file);
  const others = replace ? (await filesOf(root, name.asset)).map((file) => join(dirname(target), file)) : [];
  await placeFile(staged, root, name.file, replace);
  for (const other of others) if (other !== target) await rm(other);
}

/** As `placeMaster`, of any file: what else is beside it stays. @throws OnplayError `asset_exists`, `asset_place_taken`. */
export async function placeFile(staged: string, root: string, file: string, replace: boolean): Promise<void> {
  const target = join(root, file);
  await ensureFolder(root, dirname(target));
  await flush(staged);
  await (replace ? rename(staged, target) : moveToFree(staged, target));
}

/** The names of the files in the directory of an asset that it would be found by, in whichever Unicode form. */
async function filesOf(root: string, asset: AssetId): Promise<readonly string[]> {
  const names: string[] = [];
  const entries = await opendir(dirname(join(root, asset))).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw TAKEN.has(error.code) ? placeTaken(error) : error;
  });
  for await (const { name } of entries)
    if (mediaRank(name) !== undefined && assetName(name) === basename(asset)) names.push(name);
  return names;
}

/** Creates what is missing of a directory, one by one: never through a link that leads out of the directory of the masters. */
async function ensureFolder(root: string, folder: string): Promise<void> {
  const realRoot = await realpath(root);
  let path = root;
  for (const name of relative(root, folder).split(sep)) {
    path = join(path, name);
    try {
      await mkdir(path).catch(unlessThere);
      const real = await realpath(path);
      if (real !== realRoot && !real.startsWith(realRoot + sep)) throw placeTaken();
    } catch (error) {
      throw TAKEN.has((error as NodeJS.ErrnoException).code) ? placeTaken(error) : error;
    }
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function flush(path: string): Promise<void> {
  await chmod(path, 0o600);
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Two that arrive at the same moment must not both get the name: a link fails where there is one, a renaming does not. */
async function moveToFree(staged: string, target: string): Promise<void> {
  try {
    await link(staged, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw assetExists();
    if (!NO_LINKS.has(code)) throw error;
    if (await lstat(target).catch(() => undefined)) throw assetExists();
    await rename(staged, target);
    return;
  }
  await rm(staged);
}
