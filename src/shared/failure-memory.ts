/** Remembers what keeps failing, so that it is answered with its problem and not tried again and again. */
import type { OnplayError } from './errors.js';

export interface FailureMemoryOptions {
  /** How long a failure is remembered after it last happened. */
  readonly ttlMs: number;
  /** How many keys are remembered; the ones that failed longest ago go first. */
  readonly maxEntries: number;
  /** How many retryable failures in a row count as one that will not pass by itself. */
  readonly retryableLimit: number;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

interface Failure {
  readonly error: OnplayError;
  /** Failures in a row. */
  readonly count: number;
  readonly expiresAt: number;
}

export class FailureMemory {
  readonly #options: FailureMemoryOptions;
  readonly #clock: () => number;
  /** Ordered by when they last failed. */
  readonly #failures = new Map<string, Failure>();

  constructor(options: FailureMemoryOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Records that `key` failed, unless the error says nothing about it. */
  remember(key: string, error: OnplayError): void {
    if (error.about === 'moment') return;
    const count = (this.#current(key)?.count ?? 0) + 1;
    this.#failures.delete(key);
    this.#failures.set(key, { error, count, expiresAt: this.#clock() + this.#options.ttlMs });
    if (this.#failures.size > this.#options.maxEntries) this.#forgetOldest();
  }

  /** The error to answer with at once, or undefined when `key` deserves a try. */
  recall(key: string): OnplayError | undefined {
    const failure = this.#current(key);
    if (failure === undefined) return undefined;
    const lasting = !failure.error.retryable || failure.count >= this.#options.retryableLimit;
    return lasting ? failure.error : undefined;
  }

  /** Notes that `key` succeeded. */
  forget(key: string): void {
    this.#failures.delete(key);
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
