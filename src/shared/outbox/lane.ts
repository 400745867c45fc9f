/**
 * Delivers to one destination: one attempt at a time, so that a destination in trouble gets a single request, and in order
 * while all attempts succeed. What failed waits for its retry without blocking what is behind it. What an attempt is, and when
 * to retry or give up, is up to the owner.
 */
import type { Clock } from '../clock.js';
import { within } from '../deadline.js';
import { TaskTracker } from '../task-tracker.js';
import { DueQueue, type Entry } from './due-queue.js';

export interface LaneOptions<E extends Entry> {
  /** Times of entries are on this clock. */
  readonly clock: Clock;
  /** The most entries waiting or in progress, at least 1. */
  readonly capacity: number;
  /** Whether an entry is dropped before others when the lane is full; by default none is. */
  readonly isMinor?: (entry: E) => boolean;
  /** The least time between the starts of two attempts, in milliseconds; by default 0. */
  readonly everyMs?: number;
  /**
   * Makes one attempt. Resolves with the entry as it waits for the next one, or undefined if there is none: it was delivered or
   * given up. When the signal aborts, with the entry as it was. Never rejects.
   */
  readonly attempt: (entry: E, signal: AbortSignal) => Promise<E | undefined>;
}

/** Longer waits are split, since the system clock may be set meanwhile. */
const MAX_TIMER_MS = 60 * 60 * 1000;

export class Lane<E extends Entry> {
  readonly #options: LaneOptions<E>;
  readonly #queue: DueQueue<E>;
  readonly #pending = new TaskTracker();
  readonly #shutdown = new AbortController();
  #state: 'new' | 'open' | 'closed' = 'new';
  #isRunning = false;
  /** No attempt starts before `untilMs`. Made at `atMs`: a clock that is set back past it makes the pause void. */
  #pause = { atMs: Number.NEGATIVE_INFINITY, untilMs: Number.NEGATIVE_INFINITY };
  #cancelTimer: () => void = () => undefined;

  /** Delivers nothing before `open`. */
  constructor(options: LaneOptions<E>) {
    this.#options = options;
    this.#queue = new DueQueue(options.capacity, options.isMinor ?? (() => false));
  }

  /** Entries waiting or in progress. */
  get size(): number {
    return this.#queue.size;
  }

  /** Adds an entry. @returns the entry dropped for it, which may be itself; see `DueQueue`. */
  add(entry: E): E | undefined {
    const dropped = this.#queue.add(entry);
    this.#wake();
    return dropped;
  }

  /** Starts no attempt before this time. */
  pause(untilMs: number): void {
    const atMs = this.#options.clock.now();
    this.#pause = { atMs, untilMs: Math.max(this.#pausedUntilMs(atMs), untilMs) };
  }

  /** Removes all entries, including the one in progress. @returns them. */
  clear(): E[] {
    return this.#queue.clear();
  }

  open(): void {
    if (this.#state !== 'new') return;
    this.#state = 'open';
    this.#wake();
  }

  /** Resolves when no attempt is due or in progress; does not wait for later retries. */
  idle(): Promise<void> {
    return this.#pending.idle();
  }

  /** Starts no more attempts, and aborts one in progress after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#state = 'closed';
    this.#cancelTimer();
    await within(graceMs, this.#pending.idle());
    this.#shutdown.abort();
    await this.#pending.idle();
  }

  #wake(): void {
    if (this.#state !== 'open' || this.#isRunning) return;
    this.#cancelTimer();
    this.#isRunning = true;
    void this.#pending.add(this.#run());
  }

  async #run(): Promise<void> {
    for (let entry = this.#takeDue(); entry; entry = this.#takeDue()) await this.#attempt(entry);
    this.#isRunning = false;
    this.#setTimer();
  }

  #pausedUntilMs(nowMs: number): number {
    const { atMs, untilMs } = this.#pause;
    return nowMs < atMs ? Number.NEGATIVE_INFINITY : untilMs;
  }

  #takeDue(): E | undefined {
    const nowMs = this.#options.clock.now();
    const isPaused = nowMs < this.#pausedUntilMs(nowMs);
    return this.#state === 'open' && !isPaused ? this.#queue.take(nowMs) : undefined;
  }

  async #attempt(entry: E): Promise<void> {
    const { clock, attempt, everyMs = 0 } = this.#options;
    this.pause(clock.now() + everyMs);
    const next = await attempt(entry, this.#shutdown.signal);
    if (next) this.#queue.putBack(next);
    else this.#queue.remove(entry.id);
  }

  #setTimer(): void {
    const dueAtMs = this.#queue.nextDueAtMs;
    if (this.#state !== 'open' || dueAtMs === undefined) return;
    const { clock } = this.#options;
    const nowMs = clock.now();
    const waitMs = Math.max(dueAtMs, this.#pausedUntilMs(nowMs)) - nowMs;
    const timerMs = Math.min(Math.max(waitMs, 0), MAX_TIMER_MS);
    this.#cancelTimer = clock.after(timerMs, () => this.#wake());
  }
}
