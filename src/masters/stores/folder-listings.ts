/** Listings of folders, shared by all who ask: however many they are, a folder is read by one at a time. */
import { LRUCache } from 'lru-cache';
import type { FolderListing } from './read-folder.js';

/** Names that are kept of all folders together; some hundred bytes each. */
const MAX_NAMES = 500_000;
/** Of how many folders it is known when they were read. */
const MAX_FOLDERS = 10_000;
/** After it was read, a folder is left alone for this many times as long as that took, so that others get on. */
const PAUSE_PER_READING = 9;
/** And no longer: what is put into a large folder is found within it. */
const LONGEST_PAUSE_MS = 2000;

export interface FolderListingsOptions {
  /** @returns undefined when there is no such folder. */
  readonly read: (folder: string) => Promise<FolderListing | undefined>;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

type Reading = Promise<FolderListing | undefined>;

interface Folder {
  /** Of the last one that succeeded; see `clock`. */
  readAtMs: number;
  restUntilMs: number;
  running: Reading | undefined;
  /** Begins when the running one has ended and the folder was left alone for a while. */
  next: Reading | undefined;
}

export class FolderListings {
  readonly #read: FolderListingsOptions['read'];
  readonly #clock: () => number;
  readonly #folders = new LRUCache<string, Folder>({ max: MAX_FOLDERS });
  readonly #kept = new LRUCache<string, FolderListing>({
    maxSize: MAX_NAMES,
    sizeCalculation: ({ files, folders }) => 1 + files.size + folders.length,
  });

  constructor({ read, clock }: FolderListingsOptions) {
    this.#read = read;
    this.#clock = clock ?? (() => performance.now());
  }

  /**
   * The folder as it is now: a reading that begins after this was called. Undefined when there is no such folder.
   * @throws what reading it throws.
   */
  fresh(path: string): Reading {
    const folder = this.#folderOf(path);
    folder.next ??= this.#begin(path, folder);
    return folder.next;
  }

  /** The folder as it was read at most `maxAgeMs` ago, or as it is now. Throws as `fresh` does. */
  async recent(path: string, maxAgeMs: number): Reading {
    const kept = this.#kept.get(path);
    return kept && this.ageMs(path) <= maxAgeMs ? kept : this.fresh(path);
  }

  /** The last listing, however old, as long as there is room for it. */
  last(path: string): FolderListing | undefined {
    return this.#kept.get(path);
  }

  /** How long ago the folder was read; infinite where it never was. */
  ageMs(path: string): number {
    return this.#clock() - (this.#folders.get(path)?.readAtMs ?? Number.NEGATIVE_INFINITY);
  }

  #folderOf(path: string): Folder {
    const known = this.#folders.get(path);
    if (known) return known;
    const folder: Folder = {
      readAtMs: Number.NEGATIVE_INFINITY,
      restUntilMs: Number.NEGATIVE_INFINITY,
      running: undefined,
      next: undefined,
    };
    this.#folders.set(path, folder);
    return folder;
  }

  async #begin(path: string, folder: Folder): Reading {
    await folder.running?.catch(() => undefined);
    const restMs = folder.restUntilMs - this.#clock();
    if (restMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, restMs));
    folder.running = this.#list(path, folder);
    folder.next = undefined;
    return folder.running;
  }

  async #list(path: string, folder: Folder): Reading {
    const startedAt = this.#clock();
    try {
      const listing = await this.#read(path);
      folder.readAtMs = startedAt;
      if (listing) this.#kept.set(path, listing);
      else this.#kept.delete(path);
      return listing;
    } finally {
      const now = this.#clock();
      folder.restUntilMs = now + Math.min(LONGEST_PAUSE_MS, PAUSE_PER_READING * (now - startedAt));
      folder.running = undefined;
    }
  }
}
