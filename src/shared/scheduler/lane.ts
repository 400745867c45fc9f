/**
 * A number of slots and the bounded queue of jobs that wait for one. The tenant that holds the fewest slots is served
 * first; among equals the one with the earliest deadline, to the second, and then the one served longest ago; and the same among the
 * clients of a tenant. So a client that submits ten jobs at once gets no more of the machine than one that submits one, and a tenant
 * with ten clients no more than one with one; and it is the one that loses jobs when the queue is full. Prefetch never delays demand: demand may occupy all slots whatever prefetch runs, so that at
 * most twice the slots are in use; prefetch starts only while fewer than all slots are in use. What runs in the background delays
 * neither: it starts only while fewer than all slots are in use and no other job waits, and its own slots do not count for the
 * others. With it, at most three times the slots are in use.
 *
 * Where jobs can be paused, one that is due soon takes the place of the demand that is due last; see `giving-way.ts`. Paused
 * jobs count among the slots in use, so there are no more processes than without.
 */

import { encodeCancelled, queueFull } from './errors.js';
import { givesWay, pauseInTime } from './giving-way.js';
import { type RunningJob, RunningJobs } from './running-jobs.js';
import { type Candidate, Shares } from './shares.js';
import type { Priority } from './urgency.js';
import { type Waiter, waitingClients } from './waiter.js';
import { waiterToDrop } from './waiter-to-drop.js';

/** Releases the slot; further calls do nothing. */
export type Release = () => void;

interface LaneOptions {
  /** Read each time: a fleet has more of them at one time than at another. */
  readonly slots: number;
  /** How many jobs may wait. */
  readonly maxQueued: number;
  /** The clock of deadlines, in milliseconds. */
  readonly clock: () => number;
  /** Whether its jobs obey their `pauses`; false by default. */
  readonly canPause?: boolean;
}

/** What asks for a slot. */
export interface Applicant extends RunningJob {
  /** The client it is for while no caller has joined `urgency`. */
  readonly client: string;
  /** Whether it is left out of `waitingClients`; false by default. */
  readonly isUncounted?: boolean;
}

/** One lane of the scheduler. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #jobs = new RunningJobs();
  readonly #shares: Shares;
  /** A Set keeps the order of arrival, and a waiter leaves it in constant time. */
  readonly #queues: Readonly<Record<Priority, Set<Waiter>>> = {
    demand: new Set(),
    prefetch: new Set(),
    background: new Set(),
  };

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#shares = new Shares(options.clock);
  }

  /** How many slots are in use, those of paused jobs included. */
  get running(): number {
    return this.#jobs.size;
  }

  /** How many grants of demand come before one for `except`, who is not counted; see `waitingClients`. */
  waitingClients(except: string): number {
    return waitingClients(this.#queues.demand, except);
  }

  /** How many jobs wait, without those in the background. */
  get depth(): number {
    return this.#queues.demand.size + this.#queues.prefetch.size;
  }

  /**
   * Resolves when a slot is granted: demand before prefetch, and clients in the order given above.
   * @throws OnplayError `queue_full` when the queue is full, or later when this waiter is dropped for another: prefetch
   *   before demand, and the youngest of the client with the most waiters; `encode_cancelled` as soon as `signal` aborts.
   */
  async acquire(applicant: Applicant, signal: AbortSignal): Promise<Release> {
    if (signal.aborted) throw encodeCancelled(signal.reason);
    return this.acquireFree(applicant) ?? this.#wait(applicant, signal);
  }

  /** Takes a slot if one is free now; otherwise returns undefined. */
  acquireFree(applicant: Applicant): Release | undefined {
    const { urgency, client } = applicant;
    if (!this.#hasFreeSlot(urgency.priority)) return undefined;
    const waiter = { client, urgency, grantsOnArrival: this.#shares.grants };
    return this.#take(applicant, this.#shares.next([waiter])?.client ?? client);
  }

  /** Refuses all that is queued and for which no viewer waits with `error`. */
  dropPrefetch(error: Error): void {
    const { prefetch, background } = this.#queues;
    for (const waiter of [...prefetch, ...background]) waiter.refuse(error);
  }

  get #slots(): number {
    return this.#options.slots;
  }

  #wait(applicant: Applicant, signal: AbortSignal): Promise<Release> {
    const { urgency, client, isUncounted = false } = applicant;
    return new Promise((resolve, reject) => {
      const leave = () => {
        for (const queue of Object.values(this.#queues)) queue.delete(waiter);
        signal.removeEventListener('abort', cancel);
        stopListening();
      };
      const waiter: Waiter = {
        client,
        urgency,
        isUncounted,
        grantsOnArrival: this.#shares.grants,
        grant: (client) => {
          leave();
          resolve(this.#take(applicant, client));
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
      this.#makeWay();
    });
  }

  #promote(waiter: Waiter): void {
    for (const queue of Object.values(this.#queues)) queue.delete(waiter);
    this.#queues[waiter.urgency.priority].add(waiter);
    this.#grantFreeSlots();
    this.#makeWay();
  }

  /** Drops first what no viewer waits for. */
  #dropIfFull(): void {
    const { demand, prefetch, background } = this.#queues;
    if (this.depth + background.size <= this.#options.maxQueued) return;
    const candidates = [background, prefetch, demand].find(({ size }) => size > 0) ?? demand;
    waiterToDrop(candidates, [...demand, ...prefetch, ...background])?.refuse(queueFull());
  }

  #hasFreeSlot(priority: Priority): boolean {
    if (priority === 'demand') return this.#jobs.countActive('demand') < this.#slots;
    const inBackground = priority === 'prefetch' ? this.#jobs.countActive('background') : 0;
    return this.#jobs.size - inBackground < this.#slots;
  }

  /** @param client the client charged for the slot. */
  #take(job: RunningJob, client: string): Release {
    const remove = this.#jobs.add(job);
    this.#shares.acquire(client);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      remove();
      this.#shares.release(client);
      this.#grantFreeSlots();
    };
  }

  /** Grants a slot in the same tick in which it becomes free, so that no later arrival can take it first. */
  #grantFreeSlots(): void {
    while (this.#hasFreeSlot('demand') && this.#useSlot()) {}
    for (const priority of ['prefetch', 'background'] as const) this.#grantWhileFree(priority);
  }

  #grantWhileFree(priority: 'prefetch' | 'background'): void {
    const queue = this.#queues[priority];
    while (queue.size > 0 && this.#hasFreeSlot(priority)) {
      const next = this.#shares.next(queue);
      next?.waiter.grant(next.client);
    }
  }

  /** Gives a slot for demand to a paused job, unless that would give way again; else to a waiter. False if there is neither. */
  #useSlot(): boolean {
    const next = this.#shares.next(this.#queues.demand);
    const paused = this.#jobs.firstPaused;
    if (paused && !(next && this.#isBefore(next, paused))) paused.pauses.resume();
    else next?.waiter.grant(next.client);
    return paused !== undefined || next !== undefined;
  }

  /** Pauses a running job if the next waiter is that much more urgent. */
  #makeWay(): void {
    if (!this.#options.canPause || this.#jobs.size >= 2 * this.#slots) return;
    const next = this.#shares.next(this.#queues.demand);
    const job = this.#jobs.mostPatient;
    if (!next || !job || !this.#isBefore(next, job)) return;
    pauseInTime(job.pauses, job.urgency, this.#options.clock);
    next.waiter.grant(next.client);
  }

  /** For a client that holds a slot, no other is paused. */
  #isBefore({ waiter, client }: Candidate<Waiter>, job: RunningJob): boolean {
    const isServed = this.#shares.heldBy(client) > 0;
    return !isServed && givesWay(job.urgency.dueAt, waiter.urgency.dueAt, this.#options.clock());
  }
}
