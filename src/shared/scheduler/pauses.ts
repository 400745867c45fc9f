/**
 * Tells what does the work of a running job when it has to stand still, so that a more urgent job has the processors. A
 * paused job keeps what it has done, and goes on where it was.
 */
export class Pauses {
  readonly #clock: () => number;
  readonly #listeners = new Set<() => void>();
  #pausedAt: number | undefined;
  #pausedMs = 0;

  /** @param clock in milliseconds. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get isPaused(): boolean {
    return this.#pausedAt !== undefined;
  }

  /** How long the job has been paused so far, in milliseconds. */
  get pausedMs(): number {
    return this.#pausedMs + (this.#pausedAt === undefined ? 0 : this.#clock() - this.#pausedAt);
  }

  /** Does nothing if it is paused already. */
  pause(): void {
    if (this.#pausedAt !== undefined) return;
    this.#pausedAt = this.#clock();
    this.#notify();
  }

  /** Does nothing if it is not paused. */
  resume(): void {
    if (this.#pausedAt === undefined) return;
    this.#pausedMs = this.pausedMs;
    this.#pausedAt = undefined;
    this.#notify();
  }

  /** Calls `listener` at each pause and resumption. Returns the function that unsubscribes. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
