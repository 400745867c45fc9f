/** Indexes under the data folder, one folder to each version of a master, and what has to be copied for them. */

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  type ByteSource,
  containerOf,
  type Master,
  type MasterIndex,
  type MasterStore,
  type MediaTools,
  type PreparedMaster,
  type RemuxContext,
  type ReserveMemory,
  remuxMaster,
} from '../masters/index.js';
import type { CopyStore } from './copy-store.js';
import type { Indexing } from './indexing/indexing.js';
import { orphanedFolders } from './orphaned-folders.js';
import { isWithin, type VersionName, type VersionScope, versionFolder } from './version-folder.js';

/** How the work on an index is run: each step when its turn has come. */
export interface IndexSteps {
  /** What takes a moment. */
  index<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** What may take minutes. */
  remux<T>(work: (context: RemuxContext) => Promise<T>): Promise<T>;
}

export interface IndexStore {
  /**
   * The index of this version, read from disk or built.
   * @param reserve told before memory is taken; see `IndexBudget`.
   * @throws OnplayError with a `master_…` code.
   */
  get(master: Master, steps: IndexSteps, reserve?: ReserveMemory): Promise<MasterIndex>;
  /** Opens a conformed copy by its name. @throws OnplayError `master_copy_missing`; `get` makes it again. */
  openRemuxed(version: VersionName, name: string): Promise<ByteSource>;
  /** Removes indexes and copies. Never rejects. */
  remove(scope: VersionScope): Promise<void>;
  /**
   * Removes what an earlier process did not finish, and what belongs to no master of this store. Never rejects.
   * @param store absent where there may be other masters than it has.
   */
  sweep(store: MasterStore | undefined): Promise<void>;
}

export interface IndexStoreOptions {
  readonly tools: MediaTools;
  readonly copies: CopyStore;
  readonly indexing: Indexing;
  readonly log: Logger;
}

/** The store under `dataPath`. Where nothing can be written there, indexes of what needs no copy still work. */
export function createIndexStore(
  dataPath: string,
  { tools, copies, indexing, log }: IndexStoreOptions,
): IndexStore {
  const root = join(dataPath, 'indexes');
  const fileOf = (master: Master) => join(root, versionFolder(master), 'index');
  const folders = () => readdir(root).catch(() => []);
  const removeIndexes = async (isChosen: (folder: string) => boolean) => {
    for (const folder of (await folders()).filter(isChosen)) await removeFolder(join(root, folder), log);
  };
  const remove = async (isChosen: (folder: string) => boolean) => {
    await Promise.all([copies.remove(isChosen), removeIndexes(isChosen)]);
  };
  return {
    get: async (master, { index, remux }, reserve = async () => undefined) => {
      const path = fileOf(master);
      const found = await index(async (signal) => {
        const stored = await indexing.read(path, { signal, reserve });
        return stored && (await isUsable(stored, master, copies)) ? stored : await containerOf(master);
      });
      if (typeof found !== 'string') return found;
      const prepared =
        found === 'movie'
          ? { container: found, copies: [] }
          : await remux((context) => remuxInto(copies, master, found, tools, context));
      return index(async (signal) => {
        const built = await indexing.build({ master, prepared, path }, { signal, reserve });
        // A disk that cannot be written makes the next start slower, nothing else.
        if (built.notStored)
          log.warn({ err: built.notStored, asset: master.asset }, 'index could not be kept');
        const own = versionFolder(master);
        await remove((folder) => folder !== own && isWithin(folder, { asset: master.asset }));
        return built.index;
      });
    },
    openRemuxed: (version, name) => copies.open(version, name),
    remove: (scope) => remove((folder) => isWithin(folder, scope)),
    sweep: async (store) => {
      await copies.sweep();
      if (!store) return;
      const orphans = await orphanedFolders(
        { indexes: await folders(), copies: await copies.folders() },
        store,
      );
      await remove((folder) => orphans.has(folder));
      if (orphans.size > 0) log.info({ folders: orphans.size }, 'what belongs to no master was removed');
    },
  };
}

function remuxInto(
  copies: CopyStore,
  master: Master,
  container: string,
  tools: MediaTools,
  context: RemuxContext,
): Promise<PreparedMaster> {
  return copies.add(master, master.size, (place) => remuxMaster(master, container, place, tools, context));
}

async function removeFolder(path: string, log: Logger): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
    log.warn({ err: error, path }, 'an index could not be removed');
  });
}

/** Whether a stored index is of this version, and its copies are all there. */
async function isUsable(
  stored: MasterIndex,
  { asset, version }: VersionName,
  copies: CopyStore,
): Promise<boolean> {
  if (stored.asset !== asset || stored.version !== version) return false;
  const names = stored.files.flatMap((file) => (file.kind === 'conformed' ? [file.name] : []));
  return copies.has(stored, names);
}
