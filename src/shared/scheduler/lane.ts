/**
 * A number of slots and the bounded queue of jobs that wait for one. The client that holds the fewest slots is served
 * first; among equals the one with the earliest deadline, to the second, and then the one served longest ago. So a client
 * that submits ten jobs at once gets no more of the machine than one that submits one, and it is the one that loses jobs
 * when the queue is full. Prefetch never delays demand: demand may occupy all slots whatever prefetch runs, so that at
 * most twice the slots are in use; prefetch starts only while fewer than all slots are in use.
 */

import { encodeCancelled, queueFull } from './errors.js';
import { Shares } from './shares.js';
import type { Priority, Urgency } from './urgency.js';
import { type Waiter, waitingClients } from './waiter.js';
import { waiterToDrop } from './waiter-to-drop.js';

/** Releases the slot; further calls do nothing. */
export type Release = () => void;

/** One lane of the scheduler. */
export class Lane {
  readonly #slots: number;
  readonly #maxQueued: number;
  #running = 0;
  /** How many of them are demand. */
  #runningDemand = 0;
  readonly #shares: Shares;
  /** A Set keeps the order of arrival, and a waiter leaves it in constant time. */
  readonly #queues: Readonly<Record<Priority, Set<Waiter>>> = { demand: new Set(), prefetch: new Set() };

  /** @param clock the clock of deadlines, in milliseconds. */
  constructor(slots: number, maxQueued: number, clock: () => number) {
    this.#slots = slots;
    this.#maxQueued = maxQueued;
    this.#shares = new Shares(clock);
  }

  /** How many slots are in use. */
  get running(): number {
    return this.#running;
  }

  /** How many clients wait for demand, `except` not counted; see `waitingClients`. */
  waitingClients(except: string): number {
    return waitingClients(this.#queues.demand, except);
  }

  /** How many jobs wait. */
  get depth(): number {
    return this.#queues.demand.size + this.#queues.prefetch.size;
  }

  /**
   * Resolves when a slot is granted: demand before prefetch, and clients in the order given above.
   * @param client the client it is for while no caller has joined `urgency`.
   * @throws OnplayError `queue_full` when the queue is full, or later when this waiter is dropped for another: prefetch
   *   before demand, and the youngest of the client with the most waiters; `encode_cancelled` as soon as `signal` aborts.
   */
  async acquire(urgency: Urgency, client: string, signal: AbortSignal): Promise<Release> {
    if (signal.aborted) throw encodeCancelled(signal.reason);
    return this.acquireFree(urgency, client) ?? this.#wait(urgency, client, signal);
  }

  /** Takes a slot if one is free now; otherwise returns undefined. */
  acquireFree(urgency: Urgency, client: string): Release | undefined {
    if (!this.#hasFreeSlot(urgency.priority)) return undefined;
    const waiter = { client, urgency, grantsOnArrival: this.#shares.grants };
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
        grantsOnArrival: this.#shares.grants,
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
      this.#dropIfFull();
    });
  }

  #promote(waiter: Waiter): void {
    if (!this.#queues.prefetch.delete(waiter)) return;
    this.#queues.demand.add(waiter);
    this.#grantFreeSlots();
  }

  /** Drops prefetch first: no viewer waits for it. */
  #dropIfFull(): void {
    if (this.depth <= this.#maxQueued) return;
    const { demand, prefetch } = this.#queues;
    waiterToDrop(prefetch.size > 0 ? prefetch : demand, [...demand, ...prefetch])?.refuse(queueFull());
  }

  #hasFreeSlot(priority: Priority): boolean {
    return (priority === 'demand' ? this.#runningDemand : this.#running) < this.#slots;
  }

  #take(urgency: Urgency, client: string): Release {
    this.#running += 1;
    this.#shares.acquire(client);
    let isDemand = urgency.priority === 'demand';
    if (isDemand) this.#runningDemand += 1;
    const stopListening = urgency.onChange(() => {
      isDemand = true;
      this.#runningDemand += 1;
    });
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      stopListening();
      this.#running -= 1;
      if (isDemand) this.#runningDemand -= 1;
      this.#shares.release(client);
      this.#grantFreeSlots();
    };
  }

  /** Grants a slot in the same tick in which it becomes free, so that no later arrival can take it first. */
  #grantFreeSlots(): void {
    for (const priority of ['demand', 'prefetch'] as const) {
      const queue = this.#queues[priority];
      while (queue.size > 0 && this.#hasFreeSlot(priority)) {
        const next = this.#shares.next(queue);
        next?.waiter.grant(next.client);
      }
    }
  }
}
