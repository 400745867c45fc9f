/**
 * A number of slots, and the bounded queue of those who wait for one. Whoever holds the fewest slots is served first; of
 * those whoever needs it soonest, to the second; and of those whoever was served longest ago: one who asks for
 * ten things at once gets no more of the machine than another who asks for one. What is made ahead takes up no room of
 * what somebody waits for: demand may have all slots, whatever read-ahead has; read-ahead has those that are left over.
 */
import { LRUCache } from 'lru-cache';
import { encodeCancelled, queueFull } from './scheduler-errors.js';
import type { Priority, Urgency } from './scheduler-urgency.js';

interface Waiter {
  readonly owner: string;
  readonly urgency: Urgency;
  grant(): void;
  refuse(error: Error): void;
}

/** Who needs something within the same so many milliseconds takes turns. */
const DUE_STEP_MS = 1000;

/** Of how many owners it is remembered when they were served last; others count as never served. */
const MOST_REMEMBERED = 1000;

/** Gives the slot back; further calls do nothing. */
export type Release = () => void;

export class Lane {
  readonly #slots: number;
  readonly #maxQueued: number;
  #running = 0;
  /** Those of them that somebody waits for. */
  #demanded = 0;
  /** How many slots each owner holds; no entry for none. */
  readonly #held = new Map<string, number>();
  /** The turn in which each owner was served last. */
  readonly #lastTurn = new LRUCache<string, number>({ max: MOST_REMEMBERED });
  #turn = 0;
  /** Sets keep their order of arrival, and anybody can leave one at once. */
  readonly #queues: Readonly<Record<Priority, Set<Waiter>>> = { demand: new Set(), 'read-ahead': new Set() };

  constructor(slots: number, maxQueued: number) {
    this.#slots = slots;
    this.#maxQueued = maxQueued;
  }

  get running(): number {
    return this.#running;
  }

  get demandDepth(): number {
    return this.#queues.demand.size;
  }

  get depth(): number {
    return this.#queues.demand.size + this.#queues['read-ahead'].size;
  }

  /**
   * Resolves when a slot is the caller's: demand before read-ahead; who holds the fewest slots, needs it soonest and was
   * served longest ago before others; then in order of arrival.
   * @throws OnplayError `queue_full` when there is no room to wait, also later for a read-ahead that has to make room
   *   for demand; `encode_cancelled` as soon as `signal` aborts.
   */
  async acquire(urgency: Urgency, owner: string, signal: AbortSignal): Promise<Release> {
    if (signal.aborted) throw encodeCancelled(signal.reason);
    return this.acquireFree(urgency, owner) ?? this.#wait(urgency, owner, signal);
  }

  /** A slot that may be had at once; undefined where there is none. */
  acquireFree(urgency: Urgency, owner: string): Release | undefined {
    return this.#hasRoom(urgency.priority) ? this.#take(urgency, owner) : undefined;
  }

  /** Refuses every queued read-ahead with `error`. */
  dropReadAhead(error: Error): void {
    for (const waiter of [...this.#queues['read-ahead']]) waiter.refuse(error);
  }

  #wait(urgency: Urgency, owner: string, signal: AbortSignal): Promise<Release> {
    this.#makeRoom(urgency.priority);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#queues.demand.delete(waiter);
        this.#queues['read-ahead'].delete(waiter);
        signal.removeEventListener('abort', cancel);
        stopListening();
      };
      const waiter: Waiter = {
        owner,
        urgency,
        grant: () => {
          leave();
          resolve(this.#take(urgency, owner));
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const cancel = () => waiter.refuse(encodeCancelled(signal.reason));
      const stopListening = urgency.onRaise(() => this.#promote(waiter));
      signal.addEventListener('abort', cancel);
      this.#queues[urgency.priority].add(waiter);
    });
  }

  #promote(waiter: Waiter): void {
    if (!this.#queues['read-ahead'].delete(waiter)) return;
    this.#queues.demand.add(waiter);
    this.#passOn();
  }

  /** Who was queued last has waited the shortest and is wanted the latest, so the youngest read-ahead goes. */
  #makeRoom(priority: Priority): void {
    if (this.depth < this.#maxQueued) return;
    const youngest = [...this.#queues['read-ahead']].at(-1);
    if (priority === 'read-ahead' || youngest === undefined) throw queueFull();
    youngest.refuse(queueFull());
  }

  #hasRoom(priority: Priority): boolean {
    return (priority === 'demand' ? this.#demanded : this.#running) < this.#slots;
  }

  #take(urgency: Urgency, owner: string): Release {
    this.#running += 1;
    this.#turn += 1;
    this.#lastTurn.set(owner, this.#turn);
    this.#held.set(owner, (this.#held.get(owner) ?? 0) + 1);
    let isDemanded = urgency.priority === 'demand';
    if (isDemanded) this.#demanded += 1;
    const stopListening = urgency.onRaise(() => {
      isDemanded = true;
      this.#demanded += 1;
    });
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      stopListening();
      this.#running -= 1;
      if (isDemanded) this.#demanded -= 1;
      this.#forget(owner);
      this.#passOn();
    };
  }

  #forget(owner: string): void {
    const left = (this.#held.get(owner) ?? 1) - 1;
    if (left > 0) this.#held.set(owner, left);
    else this.#held.delete(owner);
  }

  /** Slots go straight to the next in line, so nobody who comes later can take one in between. */
  #passOn(): void {
    for (const priority of ['demand', 'read-ahead'] as const) {
      const queue = this.#queues[priority];
      while (queue.size > 0 && this.#hasRoom(priority)) this.#nextOf(queue)?.grant();
    }
  }

  /** Bounded by the length of the queue. */
  #nextOf(queue: ReadonlySet<Waiter>): Waiter | undefined {
    let next: Waiter | undefined;
    for (const waiter of queue) {
      if (!next || this.#isBefore(waiter, next)) next = waiter;
    }
    return next;
  }

  /** Whether one who came later is to be served before one who came earlier. */
  #isBefore(waiter: Waiter, earlier: Waiter): boolean {
    const [place, placeEarlier] = [this.#placeOf(waiter), this.#placeOf(earlier)];
    const differing = place.findIndex((value, i) => value !== placeEarlier[i]);
    return differing !== -1 && place[differing]! < placeEarlier[differing]!;
  }

  /** Compared number by number: who has the lower one is before the other. */
  #placeOf({ owner, urgency }: Waiter): readonly number[] {
    return [
      this.#held.get(owner) ?? 0,
      Math.floor(urgency.dueAt / DUE_STEP_MS),
      this.#lastTurn.peek(owner) ?? 0,
    ];
  }
}
