import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { maximumBytes, maximumComponents } from '../shared/asset-id.js';
import { OnplayError } from '../shared/errors.js';
import { fileMaster } from './file-master.js';
import type { FolderListing } from './folder-content.js';
import { FolderListings } from './folder-listings.js';
import { fileNamed } from './master-names.js';
import type { Notice } from './notices.js';
import { PresentFolders } from './present-folders.js';
import { readFolder } from './read-folder.js';
import { type ChosenSidecars, NO_SIDECARS } from './sidecars/choose-sidecars.js';
import { findSidecars } from './sidecars/find-sidecars.js';
import { listedNames } from './sidecars/side-files.js';
import type { FindOptions, ListOptions, Master, MasterStore } from './store.js';

/** Limit of `list`: names in all, in case the directory holds something else. */
const MAX_NAMES = 100_000;
/** Maximum age of a listing for `list`, which a page that shows it calls repeatedly. */
const LIST_AGE_MS = 2000;
/** Assets whose file name is cached; as many as the library holds. */
const MAX_FILE_NAMES = 10_000;
/** How long a second file of the same name may go unnoticed where the directory is not watched. */
const CHOICE_AGE_MS = 30_000;

export interface FolderStoreOptions {
  /** Whether symbolic links may lead out of the directory, as in a directory of links to masters elsewhere. */
  readonly followLinks?: boolean;
  /** Called at each reading of a directory with what is unusual in it. Must not throw. */
  readonly onNotice?: (notice: Notice) => void;
}

/**
 * Serves the masters in a directory and its subdirectories: `courses/intro.mp4` is asset `courses/intro`; see `MasterNames`
 * for several files of one name. Files are found by listing directories, never by building a path from a request, and
 * symbolic links out of `root` are not followed unless the options say so.
 */
export function folderStore(root: string, options: FolderStoreOptions = {}): MasterStore {
  const store = new FolderStore(root, options);
  return {
    find: (asset, options) => store.find(asset, options),
    list: (limit, options) => store.list(limit, options),
  };
}

/** The directory of an asset's file, and the asset's name there. */
interface AssetLocation {
  readonly folder: string;
  readonly name: string;
}

/** What a listing says of an asset. */
interface ListedFile {
  readonly file: string;
  readonly sidecars: ChosenSidecars;
}

/** A directory on the way of `list`. */
interface ListedFolder {
  readonly folder: string;
  /** Of the names of its assets. */
  readonly prefix: string;
  /** The identities of the directories that it is in, by which a link to one of them is recognized. */
  readonly parents: readonly string[];
}

class FolderStore {
  readonly #root: string;
  /** The directory that files have to be in. */
  readonly #bounds: string | undefined;
  readonly #present: PresentFolders;
  readonly #listings: FolderListings;
  /** By asset, for directories whose listing is too long to be cached. */
  readonly #files = new LRUCache<string, ListedFile>({ max: MAX_FILE_NAMES });

  constructor(root: string, { followLinks = false, onNotice }: FolderStoreOptions) {
    this.#root = root;
    this.#bounds = followLinks ? undefined : root;
    this.#present = new PresentFolders(root);
    this.#listings = new FolderListings({
      read: async (folder) => {
        const previous = this.#listings.last(folder);
        const listing = await readFolder(folder, { root: this.#bounds, previous });
        if (listing) this.#present.recordListing(folder, listing);
        if (onNotice) listing?.notices.forEach(onNotice);
        return listing;
      },
    });
  }

  async find(asset: string, { bypassCache = false }: FindOptions = {}): Promise<Master | undefined> {
    const location = await this.#locate(asset, bypassCache);
    if (!location) return undefined;
    return (
      (bypassCache ? undefined : await this.#findCached(asset, location)) ?? this.#findListed(asset, location)
    );
  }

  async list(limit: number, { withDubs = false, after = '' }: ListOptions = {}): Promise<readonly string[]> {
    const assets: string[] = [];
    const pending: ListedFolder[] = [{ folder: this.#root, prefix: '', parents: [] }];
    let names = 0;
    for (let next = pending.shift(); next && names < MAX_NAMES; next = pending.shift()) {
      const { folder, prefix, parents } = next;
      const listing = await this.#listedFolder(folder);
      if (!listing || parents.includes(listing.identity)) continue;
      names += listing.files.size + listing.folders.size;
      for (const name of listedNames(listing.files, listing.dubs, withDubs)) assets.push(prefix + name);
      const deeper = [...parents, listing.identity];
      if (deeper.length === maximumComponents) continue;
      for (const [name, spelled] of listing.folders)
        pending.push({ folder: join(folder, spelled), prefix: `${prefix}${name}/`, parents: deeper });
    }
    return assets
      .filter((asset) => asset > after && Buffer.byteLength(asset) <= maximumBytes)
      .sort()
      .slice(0, limit);
  }

  /** Undefined for a name that no master can have, such as one with `..`. */
  async #locate(asset: string, bypassCache: boolean): Promise<AssetLocation | undefined> {
    const components = asset.split('/');
    if (components.some((name) => name === '' || name.startsWith('.') || /[\\\0]/.test(name)))
      return undefined;
    let folder = this.#root;
    for (const name of components.slice(0, -1))
      folder = join(folder, await this.#spelled(folder, name, bypassCache));
    return { folder, name: components.at(-1) ?? '' };
  }

  /** The name of a directory as it is on the disk, where it may be in another Unicode normalization form. */
  async #spelled(parent: string, name: string, bypassCache: boolean): Promise<string> {
    if (/^[ -~]*$/.test(name)) return name;
    const isThere = await lstat(join(parent, name)).then(
      () => true,
      () => false,
    );
    if (isThere) return name;
    const listing = await this.#listings.recent(parent, bypassCache ? 0 : LIST_AGE_MS);
    return listing?.folders.get(name) ?? name;
  }

  /** Checks one file by its cached name, so that no directory has to be read. */
  async #findCached(asset: string, { folder, name }: AssetLocation): Promise<Master | undefined> {
    const listing = this.#listings.last(folder);
    const listed = listing ? listedFile(listing, name) : this.#files.get(asset);
    if (!listed) return undefined;
    if (this.#listings.ageMs(folder) > CHOICE_AGE_MS)
      void this.#listings.fresh(folder).catch(() => undefined);
    return this.#withSidecars(asset, folder, listed);
  }

  async #findListed(asset: string, { folder, name }: AssetLocation): Promise<Master | undefined> {
    this.#files.delete(asset);
    const listing = await this.#listings.fresh(folder);
    const listed = listing && listedFile(listing, name);
    const master = listed && (await this.#withSidecars(asset, folder, listed));
    if (master && listed) this.#files.set(asset, listed);
    else await this.#present.assertReallyAbsent(folder);
    return master;
  }

  /** The master in a file of a directory, with what belongs to it. */
  async #withSidecars(asset: string, folder: string, listed: ListedFile): Promise<Master | undefined> {
    const master = await this.#master(asset, join(folder, listed.file));
    if (!master) return undefined;
    const prefix = asset.slice(0, asset.lastIndexOf('/') + 1);
    const find = (name: string) => this.#master(prefix + name.normalize('NFC'), join(folder, name));
    return { ...master, sidecars: await findSidecars(listed.sidecars, find) };
  }

  /** Treats unreadable subdirectories as empty: some belong to the system, such as `lost+found`. */
  async #listedFolder(folder: string): Promise<FolderListing | undefined> {
    const isRoot = folder === this.#root;
    try {
      const listing = await this.#listings.recent(folder, LIST_AGE_MS);
      if (isRoot) await this.#present.assertPresent(folder);
      return listing;
    } catch (error) {
      if (isRoot) throw error;
      return undefined;
    }
  }

  async #master(asset: string, path: string): Promise<Master | undefined> {
    const master = await fileMaster(asset, path, this.#bounds);
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

function listedFile({ files, sidecars }: FolderListing, name: string): ListedFile | undefined {
  const file = fileNamed(files, name);
  return file === undefined ? undefined : { file, sidecars: sidecars.get(name) ?? NO_SIDECARS };
}
