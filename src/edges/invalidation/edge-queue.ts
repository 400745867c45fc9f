/** The control requests for one edge: sent one at a time within its rate limit, and retried until it accepts them. */

import { type Clock, monotonicClock } from '../../shared/clock.js';
import { doublingDelayMs, jittered } from '../../shared/outbox/backoff.js';
import type { Entry } from '../../shared/outbox/due-queue.js';
import { Lane } from '../../shared/outbox/lane.js';
import { type Edge, type EdgeAnswer, EdgeError } from '../edge.js';
import type { EdgeReceipt } from './receipt.js';

/** An operator with more to purge can purge everything. */
const MAX_WAITING = 10_000;
/** About four hours with the waits below. */
const MAX_ATTEMPTS = 60;
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5 * 60_000;
const JITTER = { least: 0.5, most: 1 };

/** One control request to an edge. */
interface EdgeTask {
  notify(edge: Edge, signal: AbortSignal): Promise<EdgeAnswer>;
  /** Called after each attempt. */
  report(receipt: EdgeReceipt): void;
  /** The most attempts; by default 60. */
  readonly maxAttempts?: number;
}

interface EdgeQueueOptions {
  readonly edge: Edge;
  /** Aborts when the server shuts down. */
  readonly shutdownSignal: AbortSignal;
  /** By default one that is never set: the time of the next attempt is not stored. */
  readonly clock?: Clock;
}

interface QueuedTask extends Entry {
  readonly task: EdgeTask;
  /** How many attempts failed. */
  readonly attempts: number;
}

export class EdgeQueue {
  readonly #edge: Edge;
  readonly #clock: Clock;
  readonly #lane: Lane<QueuedTask>;
  #tasks = 0;

  constructor({ edge, shutdownSignal, clock = monotonicClock }: EdgeQueueOptions) {
    this.#edge = edge;
    this.#clock = clock;
    this.#lane = new Lane({
      ...{ clock, capacity: MAX_WAITING, everyMs: edge.pace.everyMs },
      attempt: (queued, signal) => this.#attempt(queued, signal),
    });
    this.#lane.open();
    shutdownSignal.addEventListener('abort', () => void this.#lane.close(0), { once: true });
  }

  get isBusy(): boolean {
    return this.#lane.size > 0;
  }

  get name(): string {
    return this.#edge.name;
  }

  /** Queues a task. Never throws; if 10,000 tasks are queued, it reports a failure immediately. */
  add(task: EdgeTask): void {
    if (this.#lane.size >= MAX_WAITING) {
      task.report(this.#receipt(0, 'failed', { detail: 'too many purges are queued for this edge' }));
      return;
    }
    this.#lane.add({ id: String(this.#tasks++), task, attempts: 0, dueAtMs: this.#clock.now() });
  }

  /** Resolves when no attempt is due or in progress; does not wait for later retries. */
  idle(): Promise<void> {
    return this.#lane.idle();
  }

  /** Returns the task as it waits for its next attempt; undefined if there is none. */
  async #attempt(queued: QueuedTask, signal: AbortSignal): Promise<QueuedTask | undefined> {
    const { task, attempts } = queued;
    try {
      const answer = await task.notify(this.#edge, signal);
      task.report(this.#receipt(attempts + 1, 'done', answer));
      return undefined;
    } catch (error) {
      return signal.aborted ? queued : this.#failed({ ...queued, attempts: attempts + 1 }, error);
    }
  }

  #failed(queued: QueuedTask, error: unknown): QueuedTask | undefined {
    const { task, attempts } = queued;
    const failure = error instanceof EdgeError ? error : new EdgeError('it could not be notified');
    const isOver = failure.isFinal || attempts >= (task.maxAttempts ?? MAX_ATTEMPTS);
    task.report(this.#receipt(attempts, isOver ? 'failed' : 'waiting', { detail: failure.message }));
    if (isOver) return undefined;
    const longestMs = this.#edge.pace.maxWaitMs ?? MAX_WAIT_MS;
    const waitMs = Math.max(backoffMs(attempts, longestMs), failure.retryAfterMs ?? 0);
    return { ...queued, dueAtMs: this.#clock.now() + waitMs };
  }

  #receipt(attempts: number, state: EdgeReceipt['state'], { detail, verified }: EdgeAnswer): EdgeReceipt {
    const verification = verified === undefined ? {} : { verified };
    return { name: this.name, state, attempts, detail, ...verification, at: new Date().toISOString() };
  }
}

function backoffMs(attempts: number, longestMs: number): number {
  return jittered(doublingDelayMs(attempts, FIRST_WAIT_MS, longestMs), JITTER);
}
