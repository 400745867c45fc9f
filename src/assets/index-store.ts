/** Indexes under the data directory, one directory per version of a master, and the remuxed copies they need. */

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  containerOf,
  hasFrameTable,
  isReadInPlace,
  isReadWhole,
  type MasterIndex,
  type MediaFile,
  type OutlinedIndex,
  type RemuxContext,
} from '../masters/index.js';
import type { ByteSource, Master, MasterStore } from '../stores/index.js';
import type { ReserveMemory } from '../tracks/index.js';
import type { MasterCopies } from './copies/master-copies.js';
import type { Indexing } from './indexing/indexing.js';
import { orphanedFolders } from './orphaned-folders.js';
import { isWithin, type VersionName, type VersionScope, versionFolder } from './version-folder.js';

/** Runs the steps of building an index, each when its lane has a slot; see `stepsInLanes`. */
export interface IndexSteps {
  /** For work that takes seconds at most. */
  index<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** For reading all of a master, which may take minutes. */
  scan<T>(work: (context: RemuxContext) => Promise<T>): Promise<T>;
  /** For work that may take minutes. */
  remux<T>(work: (context: RemuxContext) => Promise<T>): Promise<T>;
}

/** What building an index waits for, and reports. */
export interface IndexProcess {
  /** Awaited before memory is allocated; see `ReserveMemory`. */
  readonly reserve?: ReserveMemory;
  /** What this version's index was at an earlier look, for a master that grows. */
  readonly before?: MasterIndex | undefined;
  /** Called with the outline of a film that is cut by it, before its index is built. Must not throw. */
  readonly onOutline?: (index: OutlinedIndex) => void;
  /** Aborts when it is no longer needed. */
  readonly signal?: AbortSignal;
}

export interface IndexStore {
  /**
   * Returns the index of this version, read from disk or built.
   * @throws OnplayError with a `master_…` code; `copies_full`; what a step throws.
   */
  get(master: Master, steps: IndexSteps, process?: IndexProcess): Promise<MasterIndex>;
  /**
   * Opens what the index of a master refers to.
   * @throws OnplayError `master_copy_missing`, of which `get` creates it again; what `Master.open` throws.
   */
  open(master: Master, media: MediaFile, signal?: AbortSignal): Promise<ByteSource>;
  /** Removes indexes and copies. Never rejects. */
  remove(scope: VersionScope): Promise<void>;
  /**
   * Removes what an earlier process left unfinished, and what belongs to no master of `store`. Never rejects.
   * @param store absent where the data directory may belong to more masters than the store has.
   */
  sweep(store: MasterStore | undefined): Promise<void>;
}

interface IndexStoreOptions {
  readonly copies: MasterCopies;
  readonly indexing: Indexing;
  readonly log: Logger;
  /** Called with each index that was built, not with those that are read, and once of a master that grows. Must not throw. */
  readonly onBuilt?: (index: MasterIndex) => void;
}

/** Returns the store under `dataPath`. Where that is not writable, masters that need no remux can still be indexed. */
export function createIndexStore(
  dataPath: string,
  { copies, indexing, log, onBuilt }: IndexStoreOptions,
): IndexStore {
  const root = rootOf(dataPath);
  const folders = () => readdir(root).catch(() => []);
  const removeIndexes = async (isChosen: (folder: string) => boolean) => {
    for (const folder of (await folders()).filter(isChosen)) await removeFolder(join(root, folder), log);
  };
  return {
    get: async (master, { index, scan, remux }, process = {}) => {
      const { reserve = async () => undefined, before, onOutline } = process;
      const path = indexPath(dataPath, master);
      const found = await index(async (signal) => {
        const stored = master.growth ? undefined : await indexing.read(path, { signal, reserve });
        return stored && (await isUsable(stored, master, copies)) ? stored : await containerOf(master);
      });
      if (typeof found !== 'string') return found;
      const prepared = isReadInPlace(found)
        ? { container: found, copies: [], ignored: [], ...(before?.growth && { before: before.growth }) }
        : await remux((context) => copies.prepare(master, found, context));
      const build = async (context: RemuxContext) => {
        if (master.object && !hasFrameTable(found))
          log.info(
            { asset: master.asset, bytes: master.size },
            'master in a bucket is read through to be indexed',
          );
        const built = await indexing.build(
          { master, prepared, path },
          { ...context, reserve, ...(onOutline && { onOutline }) },
        );
        // An index that could not be stored only makes the next start slower.
        if (built.storeError)
          log.warn({ err: built.storeError, asset: master.asset }, 'index could not be stored');
        if (!before) onBuilt?.(built.index);
        const { text: reading } = copies.reading(master, built.index);
        if (master.object) log.info({ asset: master.asset, reading }, 'master in a bucket');
        const own = versionFolder(master);
        const isOther = (folder: string) => folder !== own && isWithin(folder, { asset: master.asset });
        await Promise.all([copies.removeOthers(master), removeIndexes(isOther)]);
        return built.index;
      };
      return isReadWhole(found) ? scan(build) : index((signal) => build({ signal }));
    },
    open: (master, media, signal) => copies.open(master, media, signal),
    remove: async (scope) => {
      await Promise.all([copies.remove(scope), removeIndexes((folder) => isWithin(folder, scope))]);
    },
    sweep: async (store) => {
      await copies.sweep();
      if (!store) return;
      const orphans = await orphanedFolders(
        { indexes: await folders(), copies: await copies.folders() },
        store,
      );
      const isOrphan = (folder: string) => orphans.has(folder);
      await Promise.all([copies.removeLocal(isOrphan), removeIndexes(isOrphan)]);
      if (orphans.size > 0) log.info({ folders: orphans.size }, 'orphaned indexes and copies removed');
    },
  };
}

/** The file of the index of a version, under the data directory. */
export function indexPath(dataPath: string, version: VersionName): string {
  return join(rootOf(dataPath), versionFolder(version), 'index');
}

function rootOf(dataPath: string): string {
  return join(dataPath, 'indexes');
}

async function removeFolder(path: string, log: Logger): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
    log.warn({ err: error, path }, 'index could not be removed');
  });
}

/** Whether a stored index is of this version and all its copies exist. */
async function isUsable(
  stored: MasterIndex,
  { asset, version }: VersionName,
  copies: MasterCopies,
): Promise<boolean> {
  if (stored.asset !== asset || stored.version !== version) return false;
  const names = stored.files.flatMap((file) => (file.kind === 'remuxed' ? [file.name] : []));
  return names.length === 0 || copies.has(stored, names);
}
