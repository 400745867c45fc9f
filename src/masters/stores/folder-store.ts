import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import { OnplayError } from '../../errors.js';
import { fileMaster } from './file-master.js';
import type { Master, MasterStore } from './store.js';

/** How deep `list` looks, and how many entries it reads in all: a bound for folders that hold something else. */
const MAX_DEPTH = 8;
const MAX_ENTRIES = 100_000;

/**
 * The masters of one folder and its subfolders: `courses/intro.mp4` is asset `courses/intro`. Files are found by
 * listing, never by joining a request with a path, and a link that leads out of the folder is not followed.
 */
export function folderStore(root: string): MasterStore {
  return {
    find: (asset) => findInFolder(root, asset),
    list: (limit) => listFolder(root, limit),
  };
}

async function findInFolder(root: string, asset: string): Promise<Master | undefined> {
  const components = asset.split('/');
  if (components.some((name) => name === '' || name.startsWith('.') || /[\\\0]/.test(name))) return undefined;
  const folder = join(root, ...components.slice(0, -1));
  const name = components.at(-1) ?? '';
  const matches = (await entriesOf(folder)).filter(
    (entry) => isMaster(entry) && assetName(entry.name) === name,
  );
  if (matches.length > 1) throw ambiguous();
  const [match] = matches;
  if (!match) return undefined;
  const path = join(folder, match.name);
  return (await staysInside(root, path)) ? fileMaster(asset, path) : undefined;
}

async function listFolder(root: string, limit: number): Promise<readonly string[]> {
  const assets: string[] = [];
  const pending = [{ folder: root, prefix: '', depth: 0 }];
  let seen = 0;
  for (let next = pending.shift(); next; next = pending.shift()) {
    for (const entry of await entriesOf(next.folder)) {
      if (++seen > MAX_ENTRIES) return assets.sort().slice(0, limit);
      if (isMaster(entry)) assets.push(next.prefix + assetName(entry.name));
      else if (entry.isDirectory() && !entry.name.startsWith('.') && next.depth < MAX_DEPTH) {
        pending.push({
          folder: join(next.folder, entry.name),
          prefix: `${next.prefix}${entry.name}/`,
          depth: next.depth + 1,
        });
      }
    }
  }
  return [...new Set(assets)].sort().slice(0, limit);
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A file with an extension; what it really is, its content tells. */
function isMaster(entry: Dirent): boolean {
  if (entry.name.startsWith('.') || extname(entry.name) === '') return false;
  return entry.isFile() || entry.isSymbolicLink();
}

/** The asset whose master a file would be. @param path relative to the folder of the masters. */
export function assetOfFile(path: string): string {
  const components = path.split(sep);
  return [...components.slice(0, -1), assetName(components.at(-1) ?? '')].join('/');
}

/** The file's name without its extension. */
export function assetName(fileName: string): string {
  return basename(fileName, extname(fileName));
}

async function staysInside(root: string, path: string): Promise<boolean> {
  try {
    const [realRoot, realFolder, realFile] = await Promise.all(
      [root, dirname(path), path].map((p) => realpath(p)),
    );
    const inside = (real: string | undefined) =>
      real === realRoot || real?.startsWith(realRoot + sep) === true;
    return inside(realFolder) && inside(realFile);
  } catch {
    return false;
  }
}

function ambiguous(): OnplayError {
  return new OnplayError('asset_ambiguous', {
    publicDetail: 'Several masters have this name with different extensions. Rename all but one.',
  });
}
