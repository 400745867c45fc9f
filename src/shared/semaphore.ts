/** A limit on how many callers do something at once. */
import { encodeCancelled } from './scheduler/errors.js';

/** A counting semaphore: at most `most` callers hold a turn at once; the others wait, first come first served. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Set<() => void>();

  /** @param most how many turns there are; at least 1. */
  constructor(most: number) {
    this.#free = most;
  }

  /**
   * Resolves when the caller has a turn, which it must end with `giveBack`.
   * @throws OnplayError `encode_cancelled` if the signal aborts first.
   */
  async acquire(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw encodeCancelled(signal.reason);
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
  }

  /** Ends a turn, which passes to the caller that has waited longest. Call it exactly once for each turn taken. */
  release(): void {
    const [next] = this.#waiting;
    if (next) next();
    else this.#free++;
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (action: () => void) => {
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(onTurn);
        action();
      };
      const onAbort = () => settle(() => reject(encodeCancelled(signal.reason)));
      const onTurn = () => settle(resolve);
      signal.addEventListener('abort', onAbort);
      this.#waiting.add(onTurn);
    });
  }
}
