/** `demand`: a viewer waits for it. `prefetch`: it will probably be asked for soon. */
export type Priority = 'demand' | 'prefetch';

/** The clients behind one caller, as they are now. */
export type Clients = () => Iterable<string>;

/**
 * How urgently something is wanted, and by which clients. The urgency can only rise: once a viewer waits for a prefetch,
 * it is in demand; and who needs it sooner has it needed sooner.
 */
export class Urgency {
  #priority: Priority;
  #dueAt: number;
  readonly #listeners = new Set<() => void>();
  /** Of each caller who waits. */
  readonly #callers = new Set<Clients>();

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
  setDeadline(dueAt: number): void {
    this.#dueAt = Math.min(this.#dueAt, dueAt);
  }

  get priority(): Priority {
    return this.#priority;
  }

  /** Turns a prefetch into demand and tells the listeners, once. */
  promote(): void {
    if (this.#priority === 'demand') return;
    this.#priority = 'demand';
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  /** Notes that a caller waits too. Returns what is to be called when it no longer does. */
  join(clients: Clients): () => void {
    this.#callers.add(clients);
    return () => void this.#callers.delete(clients);
  }

  /** The clients of all callers who wait now; none where no caller was noted. */
  get clients(): ReadonlySet<string> {
    const all = new Set<string>();
    for (const clients of this.#callers) for (const client of clients()) all.add(client);
    return all;
  }

  /** Calls `listener` when the urgency rises, never where it has. Returns what stops that. */
  onChange(listener: () => void): () => void {
    if (this.#priority === 'demand') return () => undefined;
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
