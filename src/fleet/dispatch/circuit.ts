/** Whether the fleet is worth asking. After several failures in a row it is left alone for a while, then tried with one job. */
import { doublingDelayMs } from '../../shared/outbox/backoff.js';

interface CircuitOptions {
  /** Failures in a row that open it. */
  readonly limit: number;
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
  /** Milliseconds from any fixed moment. */
  readonly clock: () => number;
}

export class Circuit {
  readonly #options: CircuitOptions;
  #failures = 0;
  #closedAt = 0;
  #isProbing = false;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  /** Whether the fleet is left alone. */
  get isOpen(): boolean {
    return this.#failures >= this.#options.limit;
  }

  /** Whether a job may be tried. If so, the caller reports `succeeded`, `failed` or `abandoned` afterwards. */
  admit(): boolean {
    if (!this.isOpen) return true;
    if (this.#isProbing || this.#options.clock() < this.#closedAt) return false;
    this.#isProbing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#isProbing = false;
  }

  failed(): void {
    const { limit, firstPauseMs, maxPauseMs, clock } = this.#options;
    this.#failures += 1;
    this.#isProbing = false;
    if (!this.isOpen) return;
    this.#closedAt = clock() + doublingDelayMs(this.#failures - limit + 1, firstPauseMs, maxPauseMs);
  }

  /** The job ended for a reason that says nothing about the fleet. */
  abandoned(): void {
    this.#isProbing = false;
  }
}
