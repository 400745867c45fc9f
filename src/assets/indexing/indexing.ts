/** Where masters are indexed: in threads of their own in a server; in this thread in tests. */
import {
  indexPrepared,
  type Master,
  type MasterIndex,
  type MediaTools,
  type PreparedMaster,
  type ReserveMemory,
  readIndexFile,
  writeIndexFile,
} from '../../masters/index.js';

export interface Indexing {
  /** The index stored at a path; undefined when there is none that can be used. */
  read(path: string, surroundings: Surroundings): Promise<MasterIndex | undefined>;
  /**
   * Indexes a prepared master and stores the index at a path.
   * @throws OnplayError with a `master_…` code, or `encode_cancelled` when the signal aborts.
   */
  build(work: IndexWork, surroundings: Surroundings): Promise<BuiltIndex>;
}

export interface IndexWork {
  readonly master: Master;
  readonly prepared: PreparedMaster;
  /** Where the index is to be stored. */
  readonly path: string;
}

export interface BuiltIndex {
  readonly index: MasterIndex;
  /** Why it could not be stored, where it could not. */
  readonly notStored?: unknown;
}

/** What an index is made in the midst of. */
export interface Surroundings {
  readonly signal: AbortSignal;
  /** Told before memory is taken; see `IndexBudget`. */
  readonly reserve: ReserveMemory;
}

/** In this thread, which stands still meanwhile. */
export function indexingHere(tools: MediaTools): Indexing {
  return {
    read: (path, { reserve }) => readIndexFile(path, reserve),
    build: async ({ master, prepared, path }, { signal, reserve }) => {
      const index = await indexPrepared(master, prepared, tools, signal, reserve);
      return { index, ...(await stored(path, index)) };
    },
  };
}

/** A disk that cannot be written makes the next start slower, nothing else. */
export async function stored(path: string, index: MasterIndex): Promise<{ readonly notStored?: unknown }> {
  try {
    await writeIndexFile(path, index);
    return {};
  } catch (notStored) {
    return { notStored };
  }
}
