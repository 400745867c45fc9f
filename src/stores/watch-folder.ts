/** Reports files in a directory that were changed, added or removed. Uses one watch per directory, not per file. */
import { type FSWatcher, watch } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { maximumComponents } from '../shared/asset-id.js';
import { isAbsent } from './store-errors.js';

export interface FolderWatch {
  /** Resolves once all directories are watched. Never rejects. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

/** As deep as the names of assets lead. */
const MAX_DEPTH = maximumComponents - 1;
/** Systems allow some thousand watches per user. Changes in further directories are noticed when an asset is requested. */
const MAX_FOLDERS = 5000;
/** Entries of a directory per batch; see `readFolder`. */
const ENTRIES_AT_ONCE = 256;

/**
 * Calls `onChange` with the path of each changed file or directory, relative to `root`. Symbolic links are not followed.
 * Changes that the system does not report, as on network file systems, are missed: callers that need to be sure ask the
 * store.
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
  /** By path relative to the root. */
  readonly #watchers = new Map<string, FSWatcher>();
  #isClosed = false;

  constructor(
    private readonly root: string,
    private readonly onChange: (path: string) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Watches a directory and its subdirectories; never rejects. @param isNew whether to report its files as added. */
  async add(path: string, depth: number, isNew: boolean): Promise<void> {
    if (depth > MAX_DEPTH || this.#watchers.size >= MAX_FOLDERS) return;
    try {
      // Before it is read, so that files added meanwhile are noticed.
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
      if (name !== null && !name.startsWith('.')) this.#onEvent(event, join(path, name), depth + 1);
    });
    watcher.on('error', this.onError);
    this.#watchers.set(path, watcher);
  }

  #onEvent(event: string, path: string, depth: number): void {
    if (this.#isClosed) return;
    this.onChange(path);
    if (event === 'rename') void this.#recheck(path, depth);
  }

  /** An entry of this name appeared or disappeared; watches it if it is a directory now. */
  async #recheck(path: string, depth: number): Promise<void> {
    this.#unwatch(path);
    const status = await lstat(join(this.root, path)).catch(() => undefined);
    if (status?.isDirectory()) await this.add(path, depth, true);
  }

  /** A watch follows its directory when that is moved, so it has to be closed. */
  #unwatch(path: string): void {
    for (const [watched, watcher] of this.#watchers) {
      if (watched !== path && !watched.startsWith(`${path}/`)) continue;
      watcher.close();
      this.#watchers.delete(watched);
    }
  }
}
