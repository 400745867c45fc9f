/** Two stores as one: the near one of this server, as its disk, and behind it one that servers share. */
import type { SegmentRef } from '../segment-ref.js';
import type { PurgeScope } from './purge-scope.js';
import type { SegmentStore, StoredSegment } from './segment-store.js';

export class ChainedStore implements SegmentStore {
  readonly #near: SegmentStore;
  readonly #far: SegmentStore;

  constructor(near: SegmentStore, far: SegmentStore) {
    this.#near = near;
    this.#far = far;
  }

  /** Of the near store. */
  get bytes(): number {
    return this.#near.bytes;
  }

  probablyHas(ref: SegmentRef): boolean {
    return this.#near.probablyHas(ref) || this.#far.probablyHas(ref);
  }

  /** What only the far store has, the near one has from then on. */
  async get(ref: SegmentRef, signal: AbortSignal): Promise<StoredSegment | undefined> {
    const near = await this.#near.get(ref, signal);
    if (near || signal.aborted) return near;
    const far = await this.#far.get(ref, signal);
    // What was purged since it was read must not be found afterwards.
    if (far && this.#far.probablyHas(ref)) void this.#near.put(ref, far.bytes);
    return far;
  }

  async put(ref: SegmentRef, bytes: Uint8Array): Promise<void> {
    await Promise.all([this.#near.put(ref, bytes), this.#far.put(ref, bytes)]);
  }

  /** Resolves with how many segments it removed, of which both may have had one. */
  async purge(scope: PurgeScope): Promise<number> {
    return Math.max(...(await Promise.all([this.#near.purge(scope), this.#far.purge(scope)])));
  }
}
