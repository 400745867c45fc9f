/** The workers whose results are not taken for a while. */
import { LRUCache } from 'lru-cache';

const AVOIDED_MS = 60_000;
const MAX_AVOIDED = 1000;

export class AvoidedWorkers {
  readonly #workers: LRUCache<string, true>;

  /** @param clock milliseconds from any fixed moment. */
  constructor(clock: () => number) {
    this.#workers = new LRUCache({
      max: MAX_AVOIDED,
      ttl: AVOIDED_MS,
      ttlResolution: 0,
      perf: { now: clock },
    });
  }

  add(worker: string): void {
    this.#workers.set(worker, true);
  }

  has(worker: string): boolean {
    return this.#workers.has(worker);
  }
}
