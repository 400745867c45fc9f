/**
 * Distinguishes a directory that is empty from one whose content is unavailable: the mount point of a disk or a share is
 * an empty directory while nothing is mounted there.
 */
import { dirname } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { FolderListing } from './folder-content.js';
import { peekFolder } from './read-folder.js';
import { storeUnavailable } from './store-errors.js';

/** Directories that are remembered to have held something. */
const MAX_FOLDERS = 10_000;

export class PresentFolders {
  readonly #root: string;
  /** Identity of each directory when it last held something. */
  readonly #filled = new LRUCache<string, string>({ max: MAX_FOLDERS });

  /** @param root the directory that must always exist. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Remembers the directory if the listing is not empty. */
  recordListing(folder: string, { isEmpty, identity }: FolderListing): void {
    if (!isEmpty) this.#filled.set(folder, identity);
  }

  /**
   * Resolves when the absence of a file in `folder`, or of `folder` itself, is genuine: the nearest existing directory
   * upwards holds something, or is the same one that did before. One that was never seen with content proves nothing.
   * @throws OnplayError `store_unavailable` otherwise.
   */
  async assertReallyAbsent(folder: string): Promise<void> {
    for (let path = folder; ; path = dirname(path)) {
      const peeked = await this.#peek(path);
      if (peeked?.isEmpty && this.#filled.get(path) !== peeked.identity) throw unavailable(path);
      if (peeked) return;
      if (path === this.#root || path === dirname(path)) throw unavailable(path);
    }
  }

  /**
   * Resolves when a directory exists and, if it is empty, is not known to have replaced one that held something.
   * @throws OnplayError `store_unavailable` otherwise.
   */
  async assertPresent(folder: string): Promise<void> {
    const peeked = await this.#peek(folder);
    const filled = this.#filled.get(folder) ?? peeked?.identity;
    if (!peeked || (peeked.isEmpty && filled !== peeked.identity)) throw unavailable(folder);
  }

  async #peek(path: string) {
    const peeked = await peekFolder(path);
    if (peeked && !peeked.isEmpty) this.#filled.set(path, peeked.identity);
    return peeked;
  }
}

function unavailable(path: string) {
  return storeUnavailable(
    new Error(`${path} does not exist, or is empty like a mount point with nothing mounted`),
  );
}
