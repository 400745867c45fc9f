/** `demand`: a viewer waits for it. `read-ahead`: it will probably be asked for soon. */
export type Priority = 'demand' | 'read-ahead';

/** How urgently something is wanted. It can only rise: once a viewer waits for a read-ahead, it is in demand. */
export class Urgency {
  #priority: Priority;
  readonly #listeners = new Set<() => void>();

  constructor(priority: Priority) {
    this.#priority = priority;
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
