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

/** Limits of `list`: levels of subdirectories, and names in all, in case the directory holds something else. */
const MAX_DEPTH = 8;
const MAX_NAMES = 100_000;
/** Maximum age of a listing for `list`, which a page that shows it calls repeatedly. */
const LIST_AGE_MS = 2000;
/** Assets whose file name is cached; as many as the library holds. */
const MAX_FILE_NAMES = 10_000;
/** How long a second file of the same name may go unnoticed where the directory is not watched. */
const AMBIGUITY_AGE_MS = 30_000;

/**
 * Serves the masters in a directory and its subdirectories: `courses/intro.mp4` is asset `courses/intro`. Files are found
 * by listing directories, never by building a path from a request, and symbolic links out of `root` are not followed.
 */
export function folderStore(root: string): MasterStore {
  const store = new FolderStore(root);
  return {
    find: (asset, options) => store.find(asset, options),
    list: (limit) => store.list(limit),
  };
}

/** The directory of an asset's file, and the asset's name there. */
interface AssetLocation {
  readonly folder: string;
  readonly name: string;
}

class FolderStore {
  readonly #root: string;
  readonly #present: PresentFolders;
  readonly #listings: FolderListings;
  /** File name by asset, for directories whose listing is too long to be cached. */
  readonly #fileNames = new LRUCache<string, string>({ max: MAX_FILE_NAMES });

  constructor(root: string) {
    this.#root = root;
    this.#present = new PresentFolders(root);
    this.#listings = new FolderListings({
      read: async (folder) => {
        const listing = await readFolder(folder);
        if (listing) this.#present.recordListing(folder, listing);
        return listing;
      },
    });
  }

  async find(asset: string, { bypassCache = false }: FindOptions = {}): Promise<Master | undefined> {
    const location = locationOf(this.#root, asset);
    if (!location) return undefined;
    return (
      (bypassCache ? undefined : await this.#findCached(asset, location)) ?? this.#findListed(asset, location)
    );
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

  /** Checks one file by its cached name, so that no directory has to be read. */
  async #findCached(asset: string, { folder, name }: AssetLocation): Promise<Master | undefined> {
    const listed = this.#listings.last(folder);
    const file = listed ? listed.files.get(name) : this.#fileNames.get(asset);
    if (file === undefined) return undefined;
    if (this.#listings.ageMs(folder) > AMBIGUITY_AGE_MS)
      void this.#listings.fresh(folder).catch(() => undefined);
    return this.#master(asset, join(folder, file));
  }

  async #findListed(asset: string, { folder, name }: AssetLocation): Promise<Master | undefined> {
    this.#fileNames.delete(asset);
    const listing = await this.#listings.fresh(folder);
    const file = listing?.files.get(name);
    if (file === undefined && listing?.files.has(name)) throw ambiguous();
    const master = file === undefined ? undefined : await this.#master(asset, join(folder, file));
    if (master && file !== undefined) this.#fileNames.set(asset, file);
    else await this.#present.assertReallyAbsent(folder);
    return master;
  }

  /** Treats unreadable subdirectories as empty: some belong to the system, such as `lost+found`. */
  async #listedFolder(folder: string) {
    const isRoot = folder === this.#root;
    try {
      const listing = await this.#listings.recent(folder, LIST_AGE_MS);
      if (isRoot) await this.#present.assertPresent(folder);
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

  /** Reports a file that vanished together with its store as unavailable, not as changed. */
  async #open(master: Master, path: string) {
    try {
      return await master.open();
    } catch (error) {
      if (error instanceof OnplayError && error.code === 'master_changed')
        await this.#present.assertReallyAbsent(dirname(path));
      throw error;
    }
  }
}

/** Undefined for a name that no master can have, such as one with `..`. */
function locationOf(root: string, asset: string): AssetLocation | undefined {
  const components = asset.split('/');
  if (components.some((name) => name === '' || name.startsWith('.') || /[\\\0]/.test(name))) return undefined;
  return { folder: join(root, ...components.slice(0, -1)), name: components.at(-1) ?? '' };
}

/** The asset that a file is the master of. @param path of the file, relative to the store's root. */
export function assetOfFile(path: string): string {
  const components = path.split(sep);
  return [...components.slice(0, -1), assetName(components.at(-1) ?? '')].join('/');
}

/** Whether the resolved path is inside `root`; false also when it does not exist. */
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
