/** One piece of work for any number of simultaneous callers. */
import { encodeCancelled } from './scheduler/errors.js';
import { type Priority, Urgency } from './scheduler/urgency.js';

/** One caller's interest in the work. */
export interface Waiter {
  /** Aborts when this caller no longer waits. */
  readonly signal: AbortSignal;
  /** `demand` unless said otherwise. A demand that joins a prefetch raises the urgency of the work. */
  readonly priority?: Priority;
  /** The work is to be finished even when every caller has left. */
  readonly keep?: boolean;
  /** Whom the work is for, as the scheduler shares its slots; it is done for every client whose callers wait. */
  readonly client?: string;
  /** The urgency of other work that this is a part of: it is then for all who wait for that, and not for `owner` alone. */
  readonly partOf?: Urgency;
  /** When this caller needs it, in milliseconds of the process's clock; at once unless given. */
  readonly dueAt?: number;
}

/** What the work is told when it starts. */
export interface WorkContext {
  /** Aborts when the last caller has left, unless one of them wanted the work kept. */
  readonly signal: AbortSignal;
  /** To be handed to the scheduler, so that a waiting prefetch moves up when a viewer joins it. */
  readonly urgency: Urgency;
  readonly client: string;
}

export interface Shared<T> {
  readonly promise: Promise<T>;
  /** Whether the work had already been started by somebody else. */
  readonly collapsed: boolean;
}

interface Entry<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  readonly urgency: Urgency;
  callers: number;
  kept: boolean;
}

export class SingleFlight<T> {
  readonly #entries = new Map<string, Entry<T>>();

  /** How many pieces of work are under way. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Joins the work under way for `key`, or starts it. Work that is being aborted or has settled is never joined.
   * The promise settles as the work does, or rejects with `encode_cancelled` as soon as the caller's signal aborts.
   */
  share(key: string, waiter: Waiter, start: (context: WorkContext) => Promise<T>): Shared<T> {
    if (waiter.signal.aborted) {
      return { promise: Promise.reject(encodeCancelled(waiter.signal.reason)), collapsed: false };
    }
    const existing = this.#entries.get(key);
    const entry = existing ?? this.#begin(key, waiter, start);
    entry.urgency.setDeadline(waiter.dueAt ?? 0);
    if (waiter.priority !== 'prefetch') entry.urgency.promote();
    if (waiter.keep) entry.kept = true;
    return { promise: this.#join(key, entry, waiter), collapsed: existing !== undefined };
  }

  /** Aborts the work under way for every key that is chosen, whoever waits for it. Returns how many that were. */
  cancel(isChosen: (key: string) => boolean): number {
    const chosen = [...this.#entries].filter(([key]) => isChosen(key));
    for (const [key, entry] of chosen) {
      // Removed before it is aborted: who comes now gets new work.
      this.#remove(key, entry);
      entry.controller.abort();
    }
    return chosen.length;
  }

  #begin(key: string, waiter: Waiter, start: (context: WorkContext) => Promise<T>): Entry<T> {
    const controller = new AbortController();
    const urgency = new Urgency(waiter.priority ?? 'demand', waiter.dueAt);
    // One microtask later, so that the entry is in its place before any of the work runs.
    const promise = Promise.resolve().then(() => {
      if (controller.signal.aborted) throw encodeCancelled();
      return start({ signal: controller.signal, urgency, client: waiter.client ?? '' });
    });
    const entry: Entry<T> = { promise, controller, urgency, callers: 0, kept: false };
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
    if (entry.callers > 0 || entry.kept) return;
    // Removed before it is aborted: who comes now gets new work.
    this.#remove(key, entry);
    entry.controller.abort();
  }

  #remove(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }
}
