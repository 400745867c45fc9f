/**
 * What is being removed from a bucket. It takes effect at once: while objects are removed, also while that is tried again because
 * the store fails, nothing of them is read or written.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { doublingDelayMs } from '../../../shared/outbox/backoff.js';
import type { ObjectStore } from '../../../stores/index.js';
import { type PlaceFilter, parsePath, type SegmentPlace } from '../segment-places.js';

/** Objects to remove: those under a prefix that a filter selects. */
export interface Removal {
  /** Relative to the root of the tier. */
  readonly prefix: string;
  readonly selects: PlaceFilter;
}

export interface RemovalsOptions {
  readonly objects: ObjectStore;
  /** The root of the tier: empty, or ending in `/`. */
  readonly root: string;
  readonly log: Logger;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
}

const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 60_000;
/** How many may wait for a failing store; one of everything takes the place of more. */
const MAX_ACTIVE = 200;
const EVERYTHING: Removal = { prefix: '', selects: () => true };

export class Removals {
  readonly #options: RemovalsOptions;
  readonly #active = new Set<Removal>();

  constructor(options: RemovalsOptions) {
    this.#options = options;
  }

  /** Whether objects of this place are being removed. */
  cover(place: SegmentPlace): boolean {
    for (const { selects } of this.#active) if (selects(place)) return true;
    return false;
  }

  /**
   * Removes objects. Resolves after the first attempt with how many it removed; if that failed, further ones follow until one
   * succeeds. Never rejects.
   */
  async add(removal: Removal): Promise<number> {
    if (this.#active.has(EVERYTHING)) return 0;
    const active = this.#active.size < MAX_ACTIVE ? removal : EVERYTHING;
    this.#active.add(active);
    const { removed, isDone } = await this.#attempt(active);
    if (isDone) this.#active.delete(active);
    else void this.#insist(active);
    return removed;
  }

  async #insist(removal: Removal): Promise<void> {
    const { signal } = this.#options;
    for (let failures = 1; !signal.aborted; failures++) {
      const delayMs = doublingDelayMs(failures, FIRST_DELAY_MS, MAX_DELAY_MS);
      await wait(delayMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted && (await this.#attempt(removal)).isDone) break;
    }
    this.#active.delete(removal);
  }

  async #attempt({ prefix, selects }: Removal): Promise<{ removed: number; isDone: boolean }> {
    const { objects, root, log, signal } = this.#options;
    let removed = 0;
    try {
      for await (const page of objects.list(`${root}${prefix}`, { signal })) {
        const selected = page
          .map(({ key }) => key)
          .filter((key) => isSelected(key.slice(root.length), selects));
        if (selected.length > 0) await objects.delete(selected, signal);
        removed += selected.length;
      }
      return { removed, isDone: true };
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'segments could not be removed from the bucket');
      return { removed, isDone: false };
    }
  }
}

/** What is no segment is not ours to remove. */
function isSelected(path: string, selects: PlaceFilter): boolean {
  const place = parsePath(path);
  return place !== undefined && selects(place);
}
