/** How urgent a job is and which clients it is for; shared by all callers who wait for the same job. */

/**
 * `demand`: a viewer is waiting. `prefetch`: a viewer will probably request it soon. `background`: no viewer will, as far as is
 * known.
 */
export type Priority = 'demand' | 'prefetch' | 'background';

const ORDER: readonly Priority[] = ['background', 'prefetch', 'demand'];

/** The clients that one caller currently acts for. */
type Clients = () => Iterable<string>;

/** Priority, deadline and clients of a job. Its urgency only rises: towards demand, and to earlier deadlines. */
export class Urgency {
  #priority: Priority;
  #dueAt: number;
  readonly #listeners = new Set<() => void>();
  readonly #deadlineListeners = new Set<() => void>();
  /** One entry for each caller who waits. */
  readonly #callers = new Set<Clients>();
  readonly #joinListeners = new Set<(clients: Iterable<string>) => void>();

  /** @param dueAt the deadline, in milliseconds of the scheduler's clock; by default 0, which is already overdue. */
  constructor(priority: Priority, dueAt = 0) {
    this.#priority = priority;
    this.#dueAt = dueAt;
  }

  /** The deadline, in milliseconds of the scheduler's clock. */
  get dueAt(): number {
    return this.#dueAt;
  }

  /** Moves the deadline to `dueAt` if that is earlier. */
  setDeadline(dueAt: number): void {
    if (dueAt >= this.#dueAt) return;
    this.#dueAt = dueAt;
    for (const listener of [...this.#deadlineListeners]) listener();
  }

  get priority(): Priority {
    return this.#priority;
  }

  /** Raises the priority and calls the listeners; does nothing if it is that or higher already. */
  promote(priority: Priority = 'demand'): void {
    if (ORDER.indexOf(priority) <= ORDER.indexOf(this.#priority)) return;
    this.#priority = priority;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `listener` whenever the deadline has moved. Returns the function that unsubscribes. */
  onEarlierDeadline(listener: () => void): () => void {
    this.#deadlineListeners.add(listener);
    return () => void this.#deadlineListeners.delete(listener);
  }

  /** Adds a caller who waits too. Returns the function to call when that caller leaves. */
  join(clients: Clients): () => void {
    this.#callers.add(clients);
    for (const listener of [...this.#joinListeners]) listener(clients());
    return () => void this.#callers.delete(clients);
  }

  /** Calls `listener` with the clients of each caller who joins from now on. Returns the function that unsubscribes. */
  onJoin(listener: (clients: Iterable<string>) => void): () => void {
    this.#joinListeners.add(listener);
    return () => void this.#joinListeners.delete(listener);
  }

  /** The clients of all callers who wait now; empty if no caller has joined. */
  get clients(): ReadonlySet<string> {
    const all = new Set<string>();
    for (const clients of this.#callers) for (const client of clients()) all.add(client);
    return all;
  }

  /**
   * Calls `listener` whenever the priority has risen; not for a new deadline. Returns the function that unsubscribes.
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
