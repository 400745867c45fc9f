/**
 * Tells a folder that holds nothing from one whose content is away: the place where a disk or a share is mounted is an
 * empty folder while it is not.
 */
import { dirname } from 'node:path';
import { LRUCache } from 'lru-cache';
import { type FolderListing, glanceAtFolder } from './read-folder.js';
import { storeUnavailable } from './store-errors.js';

/** Of how many folders it is known that they held something. */
const MAX_FOLDERS = 10_000;

export class PresentFolders {
  readonly #root: string;
  /** The identity of each folder when it last held something. */
  readonly #filled = new LRUCache<string, string>({ max: MAX_FOLDERS });

  /** @param root the folder that is always to be there. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Takes note of what a folder held. */
  note(folder: string, { files, folders, identity }: FolderListing): void {
    if (files.size > 0 || folders.length > 0) this.#filled.set(folder, identity);
  }

  /**
   * Resolves when what is not in a folder, or the folder itself, is truly not there: the nearest folder above that is
   * there holds something, or held something before. An empty one that was never seen otherwise proves nothing.
   * @throws OnplayError `store_unavailable`.
   */
  async require(folder: string): Promise<void> {
    for (let path = folder; ; path = dirname(path)) {
      const glance = await this.#glance(path);
      if (glance?.isEmpty && this.#filled.get(path) !== glance.identity) throw away(path);
      if (glance) return;
      if (path === this.#root || path === dirname(path)) throw away(path);
    }
  }

  /**
   * Resolves when a folder is there; an empty one may never have held anything.
   * @throws OnplayError `store_unavailable`.
   */
  async requireKnown(folder: string): Promise<void> {
    const glance = await this.#glance(folder);
    const filled = this.#filled.get(folder) ?? glance?.identity;
    if (!glance || (glance.isEmpty && filled !== glance.identity)) throw away(folder);
  }

  async #glance(path: string) {
    const glance = await glanceAtFolder(path);
    if (glance && !glance.isEmpty) this.#filled.set(path, glance.identity);
    return glance;
  }
}

function away(path: string) {
  return storeUnavailable(
    new Error(`${path} is not there, or is empty as a mount point that nothing is mounted at`),
  );
}
