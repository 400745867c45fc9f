/** Single flight: one piece of work per key, shared by any number of concurrent callers. */
import { encodeCancelled } from './scheduler/errors.js';
import { type Priority, Urgency } from './scheduler/urgency.js';

/** One caller who waits for the work. */
export interface Waiter {
  /** Aborts when this caller stops waiting. */
  readonly signal: AbortSignal;
  /** `demand` by default. A caller of a higher priority than the work's promotes it. */
  readonly priority?: Priority;
  /** Finish the work even when every caller has left. */
  readonly keep?: boolean;
  /** The client whose share of the slots the work counts towards; it counts for every client with a waiting caller. */
  readonly client?: string;
  /** The urgency of other work that needs this work: it then counts for all clients of that work instead of `client`. */
  readonly partOf?: Urgency;
  /** The caller's deadline, in milliseconds of the scheduler's clock; by default 0, which is already overdue. */
  readonly dueAt?: number;
}

/** What the work receives when it starts. */
export interface WorkContext {
  /** Aborts when the last caller has left, unless one of them set `keep`. */
  readonly signal: AbortSignal;
  /** Pass it to the scheduler, so that a queued prefetch is promoted when a viewer joins it. */
  readonly urgency: Urgency;
  /** The client of the caller who started the work; empty if that caller named none. */
  readonly client: string;
}

/** The result of {@link SingleFlight.share}, for one caller. */
export interface Shared<T> {
  readonly promise: Promise<T>;
  /** Whether this caller joined work that another caller had started. */
  readonly collapsed: boolean;
}

interface Entry<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  readonly urgency: Urgency;
  callers: number;
  keep: boolean;
}

/** Work in progress by key; each key has at most one piece of work that callers can join. */
export class SingleFlight<T> {
  readonly #entries = new Map<string, Entry<T>>();

  /** How many keys have work in progress. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Joins the work in progress for `key`, or starts it. Work that is being aborted or has settled is never joined.
   * The promise settles with the work, or rejects with `encode_cancelled` as soon as the caller's signal aborts.
   */
  share(key: string, waiter: Waiter, start: (context: WorkContext) => Promise<T>): Shared<T> {
    if (waiter.signal.aborted) {
      return { promise: Promise.reject(encodeCancelled(waiter.signal.reason)), collapsed: false };
    }
    const existing = this.#entries.get(key);
    const entry = existing ?? this.#begin(key, waiter, start);
    entry.urgency.setDeadline(waiter.dueAt ?? 0);
    entry.urgency.promote(waiter.priority);
    if (waiter.keep) entry.keep = true;
    return { promise: this.#join(key, entry, waiter), collapsed: existing !== undefined };
  }

  /** Aborts the work in progress of every key that `isChosen` accepts, even if callers wait. Returns how many those are. */
  cancel(isChosen: (key: string) => boolean): number {
    const chosen = [...this.#entries].filter(([key]) => isChosen(key));
    for (const [key, entry] of chosen) {
      // Removed before it is aborted, so that a caller who arrives now starts new work.
      this.#remove(key, entry);
      entry.controller.abort();
    }
    return chosen.length;
  }

  #begin(key: string, waiter: Waiter, start: (context: WorkContext) => Promise<T>): Entry<T> {
    const controller = new AbortController();
    const urgency = new Urgency(waiter.priority ?? 'demand', waiter.dueAt);
    // One microtask later, so that the entry is in the map before any of the work runs.
    const promise = Promise.resolve().then(() => {
      if (controller.signal.aborted) throw encodeCancelled();
      return start({ signal: controller.signal, urgency, client: waiter.client ?? '' });
    });
    const entry: Entry<T> = { promise, controller, urgency, callers: 0, keep: false };
    this.#entries.set(key, entry);
    const remove = () => this.#remove(key, entry);
    promise.then(remove, remove);
    return entry;
  }

  #join(key: string, entry: Entry<T>, { signal, client = '', partOf }: Waiter): Promise<T> {
    entry.callers += 1;
    const unjoin = entry.urgency.join(partOf ? () => partOf.clients : () => [client]);
    return new Promise((resolve, reject) => {
      const leave = () => {
        reject(encodeCancelled(signal.reason));
        unjoin();
        this.#leave(key, entry);
      };
      const settled = () => signal.removeEventListener('abort', leave);
      signal.addEventListener('abort', leave, { once: true });
      entry.promise.then(resolve, reject).finally(settled);
    });
  }

  #leave(key: string, entry: Entry<T>): void {
    entry.callers -= 1;
    if (entry.callers > 0 || entry.keep) return;
    // Removed before it is aborted, so that a caller who arrives now starts new work.
    this.#remove(key, entry);
    entry.controller.abort();
  }

  #remove(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }
}
