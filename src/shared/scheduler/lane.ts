/**
 * A number of slots, and the bounded queue of those who wait for one. The client that holds the fewest slots is served
 * first; of those the one that needs it soonest, to the second; and of those the one served longest ago: one that asks for
 * ten things at once gets no more of the machine than another that asks for one, and is the one whose work is dropped when
 * the queue is full. What is made ahead takes up no room of
 * what a viewer waits for: demand may have all slots, whatever prefetch has; prefetch has those that are left over.
 */
import { dropped } from './dropped.js';
import { encodeCancelled, queueFull } from './errors.js';
import { Shares } from './shares.js';
import type { Priority, Urgency } from './urgency.js';
import { type Waiter, waitingClients } from './waiter.js';

/** Gives the slot back; further calls do nothing. */
export type Release = () => void;

export class Lane {
  readonly #slots: number;
  readonly #maxQueued: number;
  #running = 0;
  /** Those of them that somebody waits for. */
  #demanded = 0;
  readonly #shares: Shares;
  /** Sets keep their order of arrival, and anybody can leave one at once. */
  readonly #queues: Readonly<Record<Priority, Set<Waiter>>> = { demand: new Set(), prefetch: new Set() };

  /** @param clock milliseconds of the clock that work is due by. */
  constructor(slots: number, maxQueued: number, clock: () => number) {
    this.#slots = slots;
    this.#maxQueued = maxQueued;
    this.#shares = new Shares(clock);
  }

  get running(): number {
    return this.#running;
  }

  /** How many clients wait for what viewers wait for, `except` not counted; see `waitingClients`. */
  waitingClients(except: string): number {
    return waitingClients(this.#queues.demand, except);
  }

  get depth(): number {
    return this.#queues.demand.size + this.#queues.prefetch.size;
  }

  /**
   * Resolves when a slot is the caller's: demand before prefetch; the client that holds the fewest slots, needs it
   * soonest and was served longest ago before others; then in order of arrival.
   * @param owner whom it is for while `urgency` names no clients.
   * @throws OnplayError `queue_full` when there is no room to wait, also later when it has to make room: prefetch for
   *   demand, and the youngest of the client that has most waiting for another client; `encode_cancelled` as soon as
   *   `signal` aborts.
   */
  async acquire(urgency: Urgency, client: string, signal: AbortSignal): Promise<Release> {
    if (signal.aborted) throw encodeCancelled(signal.reason);
    return this.acquireFree(urgency, client) ?? this.#wait(urgency, client, signal);
  }

  /** A slot that may be had at once; undefined where there is none. */
  acquireFree(urgency: Urgency, client: string): Release | undefined {
    if (!this.#hasRoom(urgency.priority)) return undefined;
    const waiter = { client, urgency, arrivedTurn: this.#shares.turn };
    return this.#take(urgency, this.#shares.next([waiter])?.client ?? client);
  }

  /** Refuses every queued prefetch with `error`. */
  dropPrefetch(error: Error): void {
    for (const waiter of [...this.#queues.prefetch]) waiter.refuse(error);
  }

  #wait(urgency: Urgency, client: string, signal: AbortSignal): Promise<Release> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#queues.demand.delete(waiter);
        this.#queues.prefetch.delete(waiter);
        signal.removeEventListener('abort', cancel);
        stopListening();
      };
      const waiter: Waiter = {
        client,
        urgency,
        arrivedTurn: this.#shares.turn,
        grant: (client) => {
          leave();
          resolve(this.#take(urgency, client));
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const cancel = () => waiter.refuse(encodeCancelled(signal.reason));
      const stopListening = urgency.onChange(() => this.#promote(waiter));
      signal.addEventListener('abort', cancel);
      this.#queues[urgency.priority].add(waiter);
      this.#dropExcess();
    });
  }

  #promote(waiter: Waiter): void {
    if (!this.#queues.prefetch.delete(waiter)) return;
    this.#queues.demand.add(waiter);
    this.#passOn();
  }

  /** Drops prefetch first: who asked for it does not wait for it. */
  #dropExcess(): void {
    if (this.depth <= this.#maxQueued) return;
    const { demand, prefetch } = this.#queues;
    dropped(prefetch.size > 0 ? prefetch : demand, [...demand, ...prefetch])?.refuse(queueFull());
  }

  #hasRoom(priority: Priority): boolean {
    return (priority === 'demand' ? this.#demanded : this.#running) < this.#slots;
  }

  #take(urgency: Urgency, client: string): Release {
    this.#running += 1;
    this.#shares.take(client);
    let isDemanded = urgency.priority === 'demand';
    if (isDemanded) this.#demanded += 1;
    const stopListening = urgency.onChange(() => {
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
      this.#shares.giveBack(client);
      this.#passOn();
    };
  }

  /** Slots go straight to the next in line, so nobody who comes later can take one in between. */
  #passOn(): void {
    for (const priority of ['demand', 'prefetch'] as const) {
      const queue = this.#queues[priority];
      while (queue.size > 0 && this.#hasRoom(priority)) {
        const next = this.#shares.next(queue);
        next?.waiter.grant(next.client);
      }
    }
  }
}
