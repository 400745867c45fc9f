/** Ends a copy whose source sends so little that it would hold its place for days. Pure, with a clock. */
import { sourceSlow } from './import-errors.js';

/** Over which the rate is measured: longer than a server pauses. */
const WINDOW_MS = 60_000;
/** In bytes per second. A master of an hour would take days. */
const LEAST_RATE = 8 * 1024;

export class LeastRate {
  readonly #now: () => number;
  #startedAt: number;
  #bytes = 0;

  /** @param now milliseconds from any fixed moment. */
  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  /** Counts bytes that have come. @throws OnplayError `import_source_slow` if those of the last minute were too few. */
  add(bytes: number): void {
    this.#bytes += bytes;
    const elapsedMs = this.#now() - this.#startedAt;
    if (elapsedMs < WINDOW_MS) return;
    if ((this.#bytes / elapsedMs) * 1000 < LEAST_RATE) throw sourceSlow();
    this.#startedAt = this.#now();
    this.#bytes = 0;
  }
}
