/** Notices that files in a folder were changed, added or removed: one watch to a folder, however many files it holds. */
import { type FSWatcher, watch } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsent } from './store-errors.js';

export interface FolderWatch {
  /** Resolves when changes are noticed from now on. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** As deep as the folder store looks. */
const MAX_DEPTH = 8;
/** Systems allow some thousand watches to a user; changes in further folders are noticed when an asset is asked for. */
const MAX_FOLDERS = 5000;
/** Entries that are read of a folder in one step; see `readFolder`. */
const ENTRIES_AT_ONCE = 256;

/**
 * Calls `onChange` with the path of each file that changed, relative to the folder. Links are not followed. What cannot be
 * watched, as a network file system, is passed over: whoever needs to be sure asks the store.
 */
export function watchFolder(
  root: string,
  onChange: (path: string) => void,
  onError: (error: unknown) => void,
): FolderWatch {
  const folders = new WatchedFolders(root, onChange, onError);
  return { ready: folders.add('', 0, false), close: async () => folders.close() };
}

class WatchedFolders {
  /** By their paths relative to the root. */
  readonly #watchers = new Map<string, FSWatcher>();
  #isClosed = false;

  constructor(
    private readonly root: string,
    private readonly onChange: (path: string) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Watches a folder and those in it. @param isNew its files were added with it. Never rejects. */
  async add(path: string, depth: number, isNew: boolean): Promise<void> {
    if (depth > MAX_DEPTH || this.#watchers.size >= MAX_FOLDERS) return;
    try {
      // Before it is read, so that what is added meanwhile is noticed.
      this.#watch(path, depth);
      for await (const entry of await opendir(join(this.root, path), { bufferSize: ENTRIES_AT_ONCE })) {
        if (this.#isClosed) return;
        if (entry.name.startsWith('.')) continue;
        if (entry.isDirectory()) await this.add(join(path, entry.name), depth + 1, isNew);
        else if (isNew) this.onChange(join(path, entry.name));
      }
    } catch (error) {
      if (!isAbsent(error)) this.onError(error);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(path: string, depth: number): void {
    if (this.#isClosed || this.#watchers.has(path)) return;
    const watcher = watch(join(this.root, path), { persistent: false }, (event, name) => {
      if (name !== null && !name.startsWith('.')) this.#noticed(event, join(path, name), depth + 1);
    });
    watcher.on('error', this.onError);
    this.#watchers.set(path, watcher);
  }

  #noticed(event: string, path: string, depth: number): void {
    if (this.#isClosed) return;
    this.onChange(path);
    if (event === 'rename') void this.#lookForFolder(path, depth);
  }

  /** Something of this name appeared or is gone. */
  async #lookForFolder(path: string, depth: number): Promise<void> {
    this.#forget(path);
    const status = await lstat(join(this.root, path)).catch(() => undefined);
    if (status?.isDirectory()) await this.add(path, depth, true);
  }

  /** A watch goes with the folder, wherever it is moved. */
  #forget(path: string): void {
    for (const [watched, watcher] of this.#watchers) {
      if (watched !== path && !watched.startsWith(`${path}/`)) continue;
      watcher.close();
      this.#watchers.delete(watched);
    }
  }
}
