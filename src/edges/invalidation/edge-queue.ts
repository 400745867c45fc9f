/** The control requests for one edge: sent one at a time within its rate limit, and retried until it accepts them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { doublingDelayMs, jittered } from '../../shared/backoff.js';
import type { Edge, EdgeAnswer } from '../edge.js';
import { EdgeError } from '../edge.js';
import type { EdgeReceipt } from './receipt.js';

/** An operator with more to purge can purge everything. */
const MAX_WAITING = 10_000;
/** About four hours with the waits below. */
const MAX_ATTEMPTS = 60;
const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 5 * 60_000;
const JITTER = { least: 0.5, most: 1 };

/** One control request to an edge. */
export interface EdgeTask {
  notify(edge: Edge, signal: AbortSignal): Promise<EdgeAnswer>;
  /** Called after each attempt. */
  report(receipt: EdgeReceipt): void;
  /** The most attempts; by default 60. */
  readonly maxAttempts?: number;
}

export interface EdgeQueueOptions {
  readonly edge: Edge;
  /** Aborts when the server shuts down. */
  readonly shutdownSignal: AbortSignal;
  /** Milliseconds to wait before the next attempt, by the number of failed ones. */
  readonly waitMs?: (attempts: number) => number;
}

interface QueuedTask extends EdgeTask {
  attempts: number;
  readonly maxAttempts: number;
  /** On the `performance.now()` clock, in milliseconds. */
  notBefore: number;
}

export class EdgeQueue {
  readonly #options: EdgeQueueOptions;
  readonly #queue: QueuedTask[] = [];
  #running: Promise<void> | undefined;
  #lastStart = Number.NEGATIVE_INFINITY;
  /** Interrupts the wait for the next attempt when a task arrives that may be due sooner. */
  #wake = new AbortController();

  constructor(options: EdgeQueueOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#queue.length > 0;
  }

  get name(): string {
    return this.#options.edge.name;
  }

  /** Queues a task. Never throws; if 10,000 tasks are queued, it reports a failure immediately. */
  add(task: EdgeTask): void {
    if (this.#queue.length >= MAX_WAITING) {
      task.report(
        this.#receipt({ attempts: 0 }, 'failed', { detail: 'too many purges are queued for this edge' }),
      );
      return;
    }
    this.#queue.push({ maxAttempts: MAX_ATTEMPTS, ...task, attempts: 0, notBefore: 0 });
    this.#wake.abort();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when the queue is empty, or when the server shuts down. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { shutdownSignal } = this.#options;
    while (this.#queue.length > 0 && !shutdownSignal.aborted) {
      const next = this.#soonest();
      const waitMs = this.#startsAt(next) - performance.now();
      if (waitMs > 0) await this.#pause(waitMs);
      else await this.#attempt(next);
    }
  }

  /** The task with the earliest `notBefore`; of several the one queued first. */
  #soonest(): QueuedTask {
    return this.#queue.reduce((best, one) => (one.notBefore < best.notBefore ? one : best));
  }

  #startsAt({ notBefore }: QueuedTask): number {
    return Math.max(notBefore, this.#lastStart + this.#options.edge.pace.everyMs);
  }

  async #pause(ms: number): Promise<void> {
    this.#wake = new AbortController();
    const signal = AbortSignal.any([this.#wake.signal, this.#options.shutdownSignal]);
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }

  async #attempt(task: QueuedTask): Promise<void> {
    const { edge, shutdownSignal } = this.#options;
    this.#lastStart = performance.now();
    task.attempts += 1;
    try {
      const answer = await task.notify(edge, shutdownSignal);
      this.#remove(task);
      task.report(this.#receipt(task, 'done', answer));
    } catch (error) {
      if (!shutdownSignal.aborted) this.#failed(task, error);
    }
  }

  #failed(task: QueuedTask, error: unknown): void {
    const detail = error instanceof EdgeError ? error.message : 'it could not be notified';
    const isFinal = (error instanceof EdgeError && error.isFinal) || task.attempts >= task.maxAttempts;
    if (isFinal) this.#remove(task);
    const waitMs = (this.#options.waitMs ?? backoffMs)(task.attempts);
    const retryAfterMs = error instanceof EdgeError ? (error.retryAfterMs ?? 0) : 0;
    task.notBefore = performance.now() + Math.max(waitMs, retryAfterMs);
    task.report(this.#receipt(task, isFinal ? 'failed' : 'waiting', { detail }));
  }

  #remove(task: QueuedTask): void {
    this.#queue.splice(this.#queue.indexOf(task), 1);
  }

  #receipt(
    { attempts }: Pick<QueuedTask, 'attempts'>,
    state: EdgeReceipt['state'],
    { detail, verified }: EdgeAnswer,
  ): EdgeReceipt {
    const verification = verified === undefined ? {} : { verified };
    return { name: this.name, state, attempts, detail, ...verification, at: new Date().toISOString() };
  }
}

function backoffMs(attempts: number): number {
  return jittered(doublingDelayMs(attempts, FIRST_WAIT_MS, MAX_WAIT_MS), JITTER);
}
