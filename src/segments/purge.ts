/** The purge of this origin: everything that was derived from masters within a scope goes. */
import type { AssetLibrary } from '../assets/index.js';
import type { FailureMemory } from '../shared/failure-memory.js';
import type { Coordinator } from './coordinator.js';
import type { MemoryTier } from './stores/memory-tier.js';
import { isInScope, type PurgeScope } from './stores/purge-scope.js';
import type { SegmentStore } from './stores/segment-store.js';

export interface PurgeOptions {
  readonly coordinator: Pick<Coordinator, 'cancel'>;
  /** Of segments, by tagged key. */
  readonly failures: Pick<FailureMemory, 'forgetWhere'>;
  readonly memory: Pick<MemoryTier, 'purge'>;
  readonly store?: Pick<SegmentStore, 'purge'> | undefined;
  readonly library: Pick<AssetLibrary, 'forget' | 'forgetAll'>;
}

/** How many of each a purge removed. */
interface Purged {
  /** Runs in progress, which were cancelled. */
  readonly inProgress: number;
  readonly memory: number;
  readonly disk: number;
}

/** Purges a scope. Resolves when nothing of it is left, on the disk either; never rejects. */
export type LocalPurge = (scope: PurgeScope) => Promise<Purged>;

/**
 * Returns the purge of this origin.
 *
 * What writes is purged before what it writes to. All five are called before any is waited for, and each takes effect when
 * it is called: no request comes in between and fills what was purged from what was not.
 *
 * 1. Runs in progress: they write the next three, and read the copies of masters that the library then removes.
 * 2. Failures: what failed because of what is purged, as a damaged copy, may succeed now.
 * 3. Memory, and
 * 4. the store behind it.
 * 5. The library: indexes, refusals and copies of masters.
 */
export function createPurge({ coordinator, failures, memory, store, library }: PurgeOptions): LocalPurge {
  return async (scope) => {
    const inProgress = coordinator.cancel(scope);
    failures.forgetWhere((key) => isInScope(key, scope));
    const fromMemory = memory.purge(scope);
    const fromStore = store?.purge(scope);
    const forgotten = forget(library, scope);
    const disk = (await fromStore) ?? 0;
    await forgotten;
    return { inProgress, memory: fromMemory, disk };
  };
}

/** An index is of all renditions, so a purge of one leaves it. */
function forget(library: PurgeOptions['library'], { asset, version, rendition }: PurgeScope): Promise<void> {
  if (rendition !== undefined) return Promise.resolve();
  return asset === undefined ? library.forgetAll() : library.forget(asset, version);
}
