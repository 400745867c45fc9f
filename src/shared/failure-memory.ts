/** Remembers keys that keep failing, so that requests for them fail immediately instead of trying again. */
import type { OnplayError } from './errors.js';

/** Options of {@link FailureMemory}. */
interface FailureMemoryOptions {
  /** How long a failure is remembered after it last occurred. */
  readonly ttlMs: number;
  /** How many keys are remembered; those that failed longest ago are forgotten first. */
  readonly maxEntries: number;
  /** How many retryable failures in a row make a failure count as permanent. */
  readonly retryableLimit: number;
  /** Milliseconds of a monotonic clock; `performance.now` by default. */
  readonly clock?: () => number;
}

interface Failure {
  readonly error: OnplayError;
  /** How many failures in a row. */
  readonly count: number;
  readonly expiresAt: number;
}

/** The recent failures by key. A permanent one is recalled at once, a retryable one from `retryableLimit` in a row. */
export class FailureMemory {
  readonly #options: FailureMemoryOptions;
  readonly #clock: () => number;
  /** In order of the last failure, the oldest first. */
  readonly #failures = new Map<string, Failure>();

  constructor(options: FailureMemoryOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Records that `key` failed, unless the error is about the moment and not about its subject. */
  remember(key: string, error: OnplayError): void {
    if (error.about === 'moment') return;
    const count = (this.#current(key)?.count ?? 0) + 1;
    this.#failures.delete(key);
    this.#failures.set(key, { error, count, expiresAt: this.#clock() + this.#options.ttlMs });
    if (this.#failures.size > this.#options.maxEntries) this.#forgetOldest();
  }

  /** The error to fail with immediately; undefined if `key` should be tried. */
  recall(key: string): OnplayError | undefined {
    const failure = this.#current(key);
    if (failure === undefined) return undefined;
    const isPermanent = !failure.error.retryable || failure.count >= this.#options.retryableLimit;
    return isPermanent ? failure.error : undefined;
  }

  /** Records that `key` succeeded. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** Forgets the failures of the keys that `isChosen` accepts. */
  forgetWhere(isChosen: (key: string) => boolean): void {
    for (const key of this.#failures.keys()) if (isChosen(key)) this.#failures.delete(key);
  }

  #current(key: string): Failure | undefined {
    const failure = this.#failures.get(key);
    if (failure === undefined || failure.expiresAt > this.#clock()) return failure;
    this.#failures.delete(key);
    return undefined;
  }

  #forgetOldest(): void {
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}
