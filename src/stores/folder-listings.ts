/** Cached directory listings. However many callers there are, a directory is read once at a time. */
import { LRUCache } from 'lru-cache';
import type { FolderListing } from './folder-content.js';

/** Names cached for all directories together; about a hundred bytes each. */
const MAX_NAMES = 500_000;
/** Directories whose time of last reading is remembered. */
const MAX_FOLDERS = 10_000;
/** Pause after a read, as a multiple of its duration, so that reading takes at most a tenth of the time. */
const PAUSE_PER_READING = 9;
/** Limits the pause, so that new files in a large directory are found soon. */
const LONGEST_PAUSE_MS = 2000;

interface FolderListingsOptions {
  /** @returns undefined when there is no such directory. */
  readonly read: (folder: string) => Promise<FolderListing | undefined>;
  /** Milliseconds since any fixed moment. */
  readonly clock?: () => number;
}

type Reading = Promise<FolderListing | undefined>;

interface Folder {
  /** When the last successful read began; see `clock`. */
  readAtMs: number;
  pausedUntilMs: number;
  running: Reading | undefined;
  /** Starts after the running read and a pause. */
  next: Reading | undefined;
}

export class FolderListings {
  readonly #read: FolderListingsOptions['read'];
  readonly #clock: () => number;
  readonly #folders = new LRUCache<string, Folder>({ max: MAX_FOLDERS });
  readonly #cached = new LRUCache<string, FolderListing>({
    maxSize: MAX_NAMES,
    sizeCalculation: namesIn,
  });

  constructor({ read, clock }: FolderListingsOptions) {
    this.#read = read;
    this.#clock = clock ?? (() => performance.now());
  }

  /**
   * Returns a listing whose reading begins after this call. Undefined when there is no such directory.
   * @throws what `read` throws.
   */
  fresh(path: string): Reading {
    const folder = this.#folderOf(path);
    folder.next ??= this.#readNext(path, folder);
    return folder.next;
  }

  /** Returns the cached listing if it is at most `maxAgeMs` old, else a fresh one. Throws as `fresh` does. */
  async recent(path: string, maxAgeMs: number): Reading {
    const cached = this.#cached.get(path);
    return cached && this.ageMs(path) <= maxAgeMs ? cached : this.fresh(path);
  }

  /** The cached listing, however old; undefined if it was evicted or never read. */
  last(path: string): FolderListing | undefined {
    return this.#cached.get(path);
  }

  /** Milliseconds since the directory was last read; infinite if it never was. */
  ageMs(path: string): number {
    return this.#clock() - (this.#folders.get(path)?.readAtMs ?? Number.NEGATIVE_INFINITY);
  }

  #folderOf(path: string): Folder {
    const existing = this.#folders.get(path);
    if (existing) return existing;
    const folder: Folder = {
      readAtMs: Number.NEGATIVE_INFINITY,
      pausedUntilMs: Number.NEGATIVE_INFINITY,
      running: undefined,
      next: undefined,
    };
    this.#folders.set(path, folder);
    return folder;
  }

  async #readNext(path: string, folder: Folder): Reading {
    await folder.running?.catch(() => undefined);
    const pauseMs = folder.pausedUntilMs - this.#clock();
    if (pauseMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, pauseMs));
    folder.running = this.#readNow(path, folder);
    folder.next = undefined;
    return folder.running;
  }

  async #readNow(path: string, folder: Folder): Reading {
    const startedAt = this.#clock();
    try {
      const listing = await this.#read(path);
      folder.readAtMs = startedAt;
      if (listing) this.#cached.set(path, listing);
      else this.#cached.delete(path);
      return listing;
    } finally {
      const now = this.#clock();
      folder.pausedUntilMs = now + Math.min(LONGEST_PAUSE_MS, PAUSE_PER_READING * (now - startedAt));
      folder.running = undefined;
    }
  }
}

function namesIn({ files, folders, dubs, sidecars }: FolderListing): number {
  let names = 1 + files.size + folders.size + dubs.size;
  for (const { chosen, ignored } of sidecars.values()) names += 1 + chosen.length + ignored.length;
  return names;
}
