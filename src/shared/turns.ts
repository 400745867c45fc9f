import { encodeCancelled } from './scheduler/errors.js';

/** So many at once; who comes later waits, in the order of coming. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(most: number) {
    this.#free = most;
  }

  /**
   * Resolves when the caller has its turn, which it has to give back.
   * @throws OnplayError `encode_cancelled` when the signal aborts before.
   */
  async take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw encodeCancelled(signal.reason);
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
  }

  giveBack(): void {
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
