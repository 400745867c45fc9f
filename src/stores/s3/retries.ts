/** Tries again what may pass, with growing pauses, and never for ever. */
import { setTimeout as wait } from 'node:timers/promises';
import { doublingDelayMs, jittered } from '../../shared/outbox/backoff.js';
import { s3Failure } from './s3-errors.js';

/** Attempts without progress: with the pauses between them, a store that refuses at once is given up after about half a second. */
const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 60;
const MAX_PAUSE_MS = 1000;
/** Many nodes lose the same store at the same time. */
const JITTER = { least: 0.5, most: 1 };

/** The attempts at one thing. */
export class Attempts {
  readonly #signal: AbortSignal;
  #failures = 0;

  /** @param signal aborts when the caller does not want it any more, or its time is up. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Something arrived: what fails from here on is counted anew. */
  progressed(): void {
    this.#failures = 0;
  }

  /**
   * Resolves when it is time for another attempt.
   * @throws S3Failure what was thrown, if there is no point in another; the signal's reason once that has aborted.
   */
  async again(thrown: unknown): Promise<void> {
    this.#signal.throwIfAborted();
    const failure = s3Failure(thrown);
    this.#failures += 1;
    if (!failure.mayPass || this.#failures >= MAX_ATTEMPTS) throw failure;
    const pauseMs = jittered(doublingDelayMs(this.#failures, FIRST_PAUSE_MS, MAX_PAUSE_MS), JITTER);
    await wait(pauseMs, undefined, { signal: this.#signal }).catch(() => this.#signal.throwIfAborted());
  }
}

/** The result of the first attempt that succeeds. @throws as `Attempts.again`. */
export async function retried<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  const attempts = new Attempts(signal);
  while (true) {
    try {
      signal.throwIfAborted();
      return await attempt();
    } catch (thrown) {
      await attempts.again(thrown);
    }
  }
}

/** A signal that aborts with the other, if there is one, or after so many milliseconds. */
export function withDeadline(signal: AbortSignal | undefined, ms: number): AbortSignal {
  const deadline = AbortSignal.timeout(Math.ceil(ms));
  return signal ? AbortSignal.any([signal, deadline]) : deadline;
}
