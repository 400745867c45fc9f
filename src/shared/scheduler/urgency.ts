/** How urgent a job is and which clients it is for; shared by all callers who wait for the same job. */

/** `demand`: a viewer is waiting. `prefetch`: a viewer will probably request it soon. */
export type Priority = 'demand' | 'prefetch';

/** The clients that one caller currently acts for. */
type Clients = () => Iterable<string>;

/** Priority, deadline and clients of a job. Its urgency only rises: from prefetch to demand, and to earlier deadlines. */
export class Urgency {
  #priority: Priority;
  #dueAt: number;
  readonly #listeners = new Set<() => void>();
  readonly #deadlineListeners = new Set<() => void>();
  /** One entry for each caller who waits. */
  readonly #callers = new Set<Clients>();

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

  /** Turns a prefetch into demand and calls the listeners; does nothing if it is demand already. */
  promote(): void {
    if (this.#priority === 'demand') return;
    this.#priority = 'demand';
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  /** Calls `listener` whenever the deadline has moved. Returns the function that unsubscribes. */
  onEarlierDeadline(listener: () => void): () => void {
    this.#deadlineListeners.add(listener);
    return () => void this.#deadlineListeners.delete(listener);
  }

  /** Adds a caller who waits too. Returns the function to call when that caller leaves. */
  join(clients: Clients): () => void {
    this.#callers.add(clients);
    return () => void this.#callers.delete(clients);
  }

  /** The clients of all callers who wait now; empty if no caller has joined. */
  get clients(): ReadonlySet<string> {
    const all = new Set<string>();
    for (const clients of this.#callers) for (const client of clients()) all.add(client);
    return all;
  }

  /**
   * Calls `listener` once, when a prefetch becomes demand; never if it is demand already, nor for a new deadline. Returns
   * the function that unsubscribes.
   */
  onChange(listener: () => void): () => void {
    if (this.#priority === 'demand') return () => undefined;
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
