import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { LRUCache } from 'lru-cache';
import { OnplayError } from '../../shared/errors.js';
import { fileMaster } from './file-master.js';
import { FolderListings } from './folder-listings.js';
import { PresentFolders } from './present-folders.js';
import { assetName, readFolder } from './read-folder.js';
import type { FindOptions, Master, MasterStore } from './store.js';
import { isAbsent, storeUnavailable } from './store-errors.js';

/** How deep `list` looks, and how many names it reads in all: a bound for folders that hold something else. */
const MAX_DEPTH = 8;
const MAX_NAMES = 100_000;
/** A page that shows the list asks again and again. */
const LIST_AGE_MS = 2000;
/** Of how many assets the file is known; as many as the library knows. */
const MAX_KNOWN = 10_000;
/** How long it may take until a second file of the same name is noticed, where no watch tells of it. */
const AMBIGUITY_AGE_MS = 30_000;

/**
 * The masters of one folder and its subfolders: `courses/intro.mp4` is asset `courses/intro`. Files are found by
 * listing, never by joining a request with a path, and a link that leads out of the folder is not followed.
 */
export function folderStore(root: string): MasterStore {
  const store = new FolderStore(root);
  return {
    find: (asset, options) => store.find(asset, options),
    list: (limit) => store.list(limit),
  };
}

/** Where an asset's file lies. */
interface Place {
  readonly folder: string;
  /** The asset's name in it. */
  readonly name: string;
}

class FolderStore {
  readonly #root: string;
  readonly #present: PresentFolders;
  readonly #listings: FolderListings;
  /** The file of each asset, for folders whose listing is too long to be kept. */
  readonly #known = new LRUCache<string, string>({ max: MAX_KNOWN });

  constructor(root: string) {
    this.#root = root;
    this.#present = new PresentFolders(root);
    this.#listings = new FolderListings({
      read: async (folder) => {
        const listing = await readFolder(folder);
        if (listing) this.#present.note(folder, listing);
        return listing;
      },
    });
  }

  async find(asset: string, { isChanged = false }: FindOptions = {}): Promise<Master | undefined> {
    const place = placeOf(this.#root, asset);
    if (!place) return undefined;
    return (isChanged ? undefined : await this.#findKnown(asset, place)) ?? this.#findListed(asset, place);
  }

  async list(limit: number): Promise<readonly string[]> {
    const assets: string[] = [];
    const pending = [{ folder: this.#root, prefix: '', depth: 0 }];
    let names = 0;
    for (let next = pending.shift(); next && names < MAX_NAMES; next = pending.shift()) {
      const { folder, prefix, depth } = next;
      const { files, folders } = await this.#listedFolder(folder);
      names += files.size + folders.length;
      for (const name of files.keys()) assets.push(prefix + name);
      if (depth === MAX_DEPTH) continue;
      for (const name of folders)
        pending.push({ folder: join(folder, name), prefix: `${prefix}${name}/`, depth: depth + 1 });
    }
    return assets.sort().slice(0, limit);
  }

  /** Asks for one file instead of all: where it is what it was when it was listed, no folder has to be read. */
  async #findKnown(asset: string, { folder, name }: Place): Promise<Master | undefined> {
    const listed = this.#listings.last(folder);
    const file = listed ? listed.files.get(name) : this.#known.get(asset);
    if (file === undefined) return undefined;
    if (this.#listings.ageMs(folder) > AMBIGUITY_AGE_MS)
      void this.#listings.fresh(folder).catch(() => undefined);
    return this.#master(asset, join(folder, file));
  }

  async #findListed(asset: string, { folder, name }: Place): Promise<Master | undefined> {
    this.#known.delete(asset);
    const listing = await this.#listings.fresh(folder);
    const file = listing?.files.get(name);
    if (file === undefined && listing?.files.has(name)) throw ambiguous();
    const master = file === undefined ? undefined : await this.#master(asset, join(folder, file));
    if (master && file !== undefined) this.#known.set(asset, file);
    else await this.#present.require(folder);
    return master;
  }

  /** What cannot be read of the folder's inside is passed over: some belong to the system, as `lost+found`. */
  async #listedFolder(folder: string) {
    const isRoot = folder === this.#root;
    try {
      const listing = await this.#listings.recent(folder, LIST_AGE_MS);
      if (isRoot) await this.#present.requireKnown(folder);
      return listing ?? { files: new Map<string, string>(), folders: [] };
    } catch (error) {
      if (isRoot) throw error;
      return { files: new Map<string, string>(), folders: [] };
    }
  }

  async #master(asset: string, path: string): Promise<Master | undefined> {
    if (!(await staysInside(this.#root, path))) return undefined;
    const master = await fileMaster(asset, path);
    return master && { ...master, open: () => this.#open(master, path) };
  }

  /** A file that is gone with its store has not changed. */
  async #open(master: Master, path: string) {
    try {
      return await master.open();
    } catch (error) {
      if (error instanceof OnplayError && error.code === 'master_changed')
        await this.#present.require(dirname(path));
      throw error;
    }
  }
}

/** Undefined for what can be the name of no master. */
function placeOf(root: string, asset: string): Place | undefined {
  const components = asset.split('/');
  if (components.some((name) => name === '' || name.startsWith('.') || /[\\\0]/.test(name))) return undefined;
  return { folder: join(root, ...components.slice(0, -1)), name: components.at(-1) ?? '' };
}

/** The asset whose master a file would be. @param path relative to the folder of the masters. */
export function assetOfFile(path: string): string {
  const components = path.split(sep);
  return [...components.slice(0, -1), assetName(components.at(-1) ?? '')].join('/');
}

/** False where the path leads nowhere too. */
async function staysInside(root: string, path: string): Promise<boolean> {
  try {
    const [realRoot, realFolder, realFile] = await Promise.all(
      [root, dirname(path), path].map((p) => realpath(p)),
    );
    const inside = (real: string | undefined) =>
      real === realRoot || real?.startsWith(realRoot + sep) === true;
    return inside(realFolder) && inside(realFile);
  } catch (error) {
    if (isAbsent(error)) return false;
    throw storeUnavailable(error);
  }
}

function ambiguous(): OnplayError {
  return new OnplayError('asset_ambiguous', {
    publicDetail: 'Several masters have this name with different extensions. Rename all but one.',
  });
}
