/** `demand`: a viewer waits for it. `read-ahead`: it will probably be asked for soon. */
export type Priority = 'demand' | 'read-ahead';

/**
 * How urgently something is wanted. It can only rise: once a viewer waits for a read-ahead, it is in demand; and who needs
 * it sooner has it needed sooner.
 */
export class Urgency {
  #priority: Priority;
  #dueAt: number;
  readonly #listeners = new Set<() => void>();

  /** @param dueAt when it is needed, in milliseconds of the process's clock; at once unless given. */
  constructor(priority: Priority, dueAt = 0) {
    this.#priority = priority;
    this.#dueAt = dueAt;
  }

  /** When it is needed, in milliseconds of the process's clock. */
  get dueAt(): number {
    return this.#dueAt;
  }

  /** Has it needed no later than `dueAt`. */
  hasten(dueAt: number): void {
    this.#dueAt = Math.min(this.#dueAt, dueAt);
  }

  get priority(): Priority {
    return this.#priority;
  }

  /** Turns a read-ahead into demand and tells the listeners, once. */
  raise(): void {
    if (this.#priority === 'demand') return;
    this.#priority = 'demand';
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  /** Calls `listener` when the urgency rises. Returns what stops that. */
  onRaise(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
