/**
 * Where the files of segments are: `ASSET/VERSION/RENDITION/NAME` under one folder, so that what belongs together lies
 * together. Assets and versions are named by hashes, which no name can turn into a path.
 */
import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheTags } from './cache-tier.js';

/** A file that was found. */
export interface ListedFile {
  readonly key: string;
  readonly place: string;
  /** Of the file. */
  readonly bytes: number;
  /** When it was last written or asked for, in milliseconds since 1970. */
  readonly usedAtMs: number;
}

/** Where files are while they are written. */
export const UNFINISHED = 'unfinished';
/** What is older was left by a process that is no more; another one that shares the folder may be writing the rest. */
const UNFINISHED_MS = 10 * 60 * 1000;

const KEY = /^([a-z0-9-]{1,100})\/(init|\d{1,7})$/;
const HASH = /^[0-9a-f]{32}$/;
const FILES_AT_ONCE = 64;

/** `ASSET/VERSION` of what belongs to these. */
export function placeOf({ asset, version }: CacheTags): string {
  return `${hashed(asset)}/${hashed(version)}`;
}

/** What the places of an asset and a version begin and end with. */
export function hashed(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** Whether a key can be a path: lower-case letters, digits and hyphens, a slash, a number or `init`. */
export function isKey(key: string): boolean {
  return KEY.test(key);
}

/**
 * All segments under the folder, the one that was used longest ago first. Whatever else is there is removed, but what is
 * being written.
 * @throws the system's error where the folder cannot be read.
 */
export async function findSegmentFiles(root: string): Promise<ListedFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found: ListedFile[] = [];
  const files = entries.filter((entry) => !entry.isDirectory());
  for (let first = 0; first < files.length; first += FILES_AT_ONCE) {
    const some = files.slice(first, first + FILES_AT_ONCE);
    const looked = some.map(({ parentPath, name }) => look(root, join(parentPath, name)));
    found.push(...(await Promise.all(looked)).filter((file) => file !== undefined));
  }
  return found.sort((a, b) => a.usedAtMs - b.usedAtMs);
}

async function look(root: string, path: string): Promise<ListedFile | undefined> {
  const [asset = '', version = '', ...rest] = path.slice(root.length + 1).split('/');
  const key = rest.join('/');
  const status = await stat(path).catch(() => undefined);
  if (status && asset === UNFINISHED && Date.now() - status.mtimeMs < UNFINISHED_MS) return undefined;
  if (status?.isFile() && HASH.test(asset) && HASH.test(version) && isKey(key)) {
    return { key, place: `${asset}/${version}`, bytes: status.size, usedAtMs: status.mtimeMs };
  }
  await rm(path, { force: true }).catch(() => undefined);
  return undefined;
}
