/** Where masters are indexed: `IndexingThreads` in a server, the current thread in tests. */
import {
  indexPrepared,
  type MasterIndex,
  type MediaTools,
  type OutlinedIndex,
  type PreparedMaster,
  readIndexFile,
  writeIndexFile,
} from '../../masters/index.js';
import type { Master } from '../../stores/index.js';
import type { ReserveMemory } from '../../tracks/index.js';

export interface Indexing {
  /** Returns the index stored at a path; undefined where there is no usable one. */
  read(path: string, surroundings: IndexingContext): Promise<MasterIndex | undefined>;
  /**
   * Indexes a prepared master and stores the index at a path.
   * @throws OnplayError with a `master_…` code, or `encode_cancelled` when the signal aborts.
   */
  build(work: IndexWork, surroundings: IndexingContext): Promise<BuiltIndex>;
}

export interface IndexWork {
  readonly master: Master;
  readonly prepared: PreparedMaster;
  /** The path to store the index at. */
  readonly path: string;
}

export interface BuiltIndex {
  readonly index: MasterIndex;
  /** Why the index could not be stored; absent where it was. */
  readonly storeError?: unknown;
}

/** How a read or a build is cancelled, how it reserves memory and reports progress. */
export interface IndexingContext {
  readonly signal: AbortSignal;
  /** Awaited before memory is allocated; see `ReserveMemory`. */
  readonly reserve: ReserveMemory;
  /** Called with the share of the master that is read, 0 to 1, where all of it has to be. Must not throw. */
  readonly onProgress?: (share: number) => void;
  /** Called with the outline of a film that is cut by it, before its index is built. Must not throw. */
  readonly onOutline?: (index: OutlinedIndex) => void;
}

/** Indexes in the current thread, which is blocked meanwhile. */
export function indexingInThisThread(tools: MediaTools): Indexing {
  return {
    read: (path, { reserve }) => readIndexFile(path, reserve),
    build: async ({ master, prepared, path }, { signal, ...progress }) => {
      const index = await indexPrepared(master, prepared, tools, signal, progress);
      return { index, ...(await storeIndex(path, index)) };
    },
  };
}

/**
 * Stores an index, except of a master that grows, which has another one in a second. Never rejects: without the stored index only
 * the next start is slower.
 */
export async function storeIndex(
  path: string,
  index: MasterIndex,
): Promise<{ readonly storeError?: unknown }> {
  if (index.growth) return {};
  try {
    await writeIndexFile(path, index);
    return {};
  } catch (storeError) {
    return { storeError };
  }
}
