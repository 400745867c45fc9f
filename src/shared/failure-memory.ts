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

/** What is told of failures as they occur here. Nothing of it must throw. */
export interface FailureListener {
  failed(key: string, failure: Pick<Failure, 'error' | 'count'>): void;
  /** Of a key that had failed. */
  passed(key: string): void;
}

/** The recent failures by key. A permanent one is recalled at once, a retryable one from `retryableLimit` in a row. */
export class FailureMemory {
  readonly #options: FailureMemoryOptions;
  readonly #clock: () => number;
  /** In order of the last failure, the oldest first. */
  readonly #failures = new Map<string, Failure>();
  #listener: FailureListener | undefined;

  constructor(options: FailureMemoryOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Records that `key` failed, unless the error is about the moment and not about its subject. */
  remember(key: string, error: OnplayError): void {
    if (error.about === 'moment') return;
    const count = (this.#current(key)?.count ?? 0) + 1;
    this.#set(key, { error, count, expiresAt: this.#clock() + this.#options.ttlMs });
    this.#listener?.failed(key, { error, count });
  }

  /** Tells a listener of what fails and passes from now on. */
  listen(listener: FailureListener): void {
    this.#listener = listener;
  }

  /** Records what failed elsewhere, `ageMs` milliseconds ago; the listener is not told. */
  adopt(key: string, { error, count }: Pick<Failure, 'error' | 'count'>, ageMs: number): void {
    const known = this.#current(key);
    if (error.about === 'moment' || ageMs >= this.#options.ttlMs || (known && known.count >= count)) return;
    this.#set(key, { error, count, expiresAt: this.#clock() + this.#options.ttlMs - ageMs });
  }

  /** Records that `key` passed elsewhere; the listener is not told. */
  adoptPassed(key: string): void {
    this.#failures.delete(key);
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
    if (this.#failures.delete(key)) this.#listener?.passed(key);
  }

  /** Forgets the failures of the keys that `isChosen` accepts. */
  forgetWhere(isChosen: (key: string) => boolean): void {
    for (const key of this.#failures.keys()) if (isChosen(key)) this.#failures.delete(key);
  }

  #set(key: string, failure: Failure): void {
    this.#failures.delete(key);
    this.#failures.set(key, failure);
    if (this.#failures.size > this.#options.maxEntries) this.#forgetOldest();
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
