/**
 * The layout of segment files: `ASSET/VERSION/RENDITION/NAME` under one directory. Assets and versions are hashed, so
 * that no name can escape from the directory.
 */
import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SegmentRef } from '../segment-ref.js';
import { isInScope, joinTags, type PurgeScope } from './purge-scope.js';

/** A segment file that was found. */
interface ListedFile {
  readonly key: string;
  /** `ASSET/VERSION`, relative to the root. */
  readonly directory: string;
  /** The size of the file, its header included. */
  readonly bytes: number;
  /** When it was last written or read, in milliseconds since the epoch. */
  readonly usedAtMs: number;
}

/** The directory of files that are still being written. */
export const UNFINISHED = 'unfinished';
/** Older unfinished files are of a process that ended; younger ones may be of another process sharing the directory. */
const UNFINISHED_MS = 10 * 60 * 1000;

const KEY = /^([a-z0-9-]{1,100})\/(init|\d{1,7})$/;
const HASH = /^[0-9a-f]{32}$/;
const FILES_AT_ONCE = 64;

/** The directory of a segment: `ASSET/VERSION`. */
export function directoryOf({ variant: { asset } }: SegmentRef): string {
  return `${hashed(asset.id)}/${hashed(asset.master.version)}`;
}

/** Whether a file is within a scope. */
export type FileFilter = (file: Pick<ListedFile, 'directory' | 'key'>) => boolean;

export function filesWithin({ asset, version, rendition }: PurgeScope): FileFilter {
  const scope = { asset: asset && hashed(asset), version: version && hashed(version), rendition };
  return ({ directory, key }) => {
    const [itsAsset = '', itsVersion = ''] = directory.split('/');
    return isInScope(joinTags(itsAsset, itsVersion, key), scope);
  };
}

/** The directory name of an asset or a version: 32 hex digits. */
function hashed(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** Whether a key is safe as a path: lower-case letters, digits and hyphens, a slash, then a number or `init`. */
export function isKey(key: string): boolean {
  return KEY.test(key);
}

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
  const [asset = '', version = '', ...rest] = path.slice(root.length + 1).split('/');
  const key = rest.join('/');
  const status = await stat(path).catch(() => undefined);
  if (status && asset === UNFINISHED && Date.now() - status.mtimeMs < UNFINISHED_MS) return undefined;
  if (status?.isFile() && HASH.test(asset) && HASH.test(version) && isKey(key)) {
    return { key, directory: `${asset}/${version}`, bytes: status.size, usedAtMs: status.mtimeMs };
  }
  await rm(path, { force: true }).catch(() => undefined);
  return undefined;
}
