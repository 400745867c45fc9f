/** What one edge is to be told, one thing at a time, no faster than it likes and again until it has agreed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Edge, EdgeAnswer } from '../edge.js';
import { EdgeError } from '../edge.js';
import type { EdgeReceipt } from './receipt.js';

/** Whoever forgets everything instead needs no longer list. */
const MAX_WAITING = 10_000;
/** With the waits below that is about four hours. */
const MAX_ATTEMPTS = 60;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5 * 60_000;

/** One thing to tell an edge. */
export interface EdgeTask {
  tell(edge: Edge, signal: AbortSignal): Promise<EdgeAnswer>;
  /** Called after each attempt. */
  report(receipt: EdgeReceipt): void;
  /** How often it is tried; for some hours unless given. */
  readonly mostAttempts?: number;
}

export interface EdgeQueueOptions {
  readonly edge: Edge;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
  /** Milliseconds to wait before an attempt, by how many were made. */
  readonly waitMs?: (attempts: number) => number;
}

interface QueuedPurge extends EdgeTask {
  attempts: number;
  readonly mostAttempts: number;
  /** In milliseconds of the process's clock. */
  notBefore: number;
}

export class EdgeQueue {
  readonly #options: EdgeQueueOptions;
  readonly #queue: QueuedPurge[] = [];
  #running: Promise<void> | undefined;
  #lastStart = Number.NEGATIVE_INFINITY;
  /** Ends the wait for the next attempt, since there is something that need not wait. */
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

  /** Never throws; where too much waits already, the task fails at once. */
  add(task: EdgeTask): void {
    if (this.#queue.length >= MAX_WAITING) {
      task.report(this.#receipt({ attempts: 0 }, 'failed', { detail: 'too much waits for this edge' }));
      return;
    }
    this.#queue.push({ mostAttempts: MAX_ATTEMPTS, ...task, attempts: 0, notBefore: 0 });
    this.#wake.abort();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when nothing waits, or when the server stops. */
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

  /** What may be told first; of several the one that came first. */
  #soonest(): QueuedPurge {
    return this.#queue.reduce((best, one) => (one.notBefore < best.notBefore ? one : best));
  }

  #startsAt({ notBefore }: QueuedPurge): number {
    return Math.max(notBefore, this.#lastStart + this.#options.edge.pace.everyMs);
  }

  async #pause(ms: number): Promise<void> {
    this.#wake = new AbortController();
    const signal = AbortSignal.any([this.#wake.signal, this.#options.shutdownSignal]);
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }

  async #attempt(task: QueuedPurge): Promise<void> {
    const { edge, shutdownSignal } = this.#options;
    this.#lastStart = performance.now();
    task.attempts += 1;
    try {
      const answer = await task.tell(edge, shutdownSignal);
      this.#remove(task);
      task.report(this.#receipt(task, 'done', answer));
    } catch (error) {
      if (!shutdownSignal.aborted) this.#failed(task, error);
    }
  }

  #failed(task: QueuedPurge, error: unknown): void {
    const detail = error instanceof EdgeError ? error.message : 'it could not be told';
    const isOver = (error instanceof EdgeError && error.isFinal) || task.attempts >= task.mostAttempts;
    if (isOver) this.#remove(task);
    const waitMs = (this.#options.waitMs ?? backOff)(task.attempts);
    const asked = error instanceof EdgeError ? (error.retryAfterMs ?? 0) : 0;
    task.notBefore = performance.now() + Math.max(waitMs, asked);
    task.report(this.#receipt(task, isOver ? 'failed' : 'waiting', { detail }));
  }

  #remove(task: QueuedPurge): void {
    this.#queue.splice(this.#queue.indexOf(task), 1);
  }

  #receipt(
    { attempts }: Pick<QueuedPurge, 'attempts'>,
    state: EdgeReceipt['state'],
    { detail, verified }: EdgeAnswer,
  ): EdgeReceipt {
    const seen = verified === undefined ? {} : { verified };
    return { name: this.name, state, attempts, detail, ...seen, at: new Date().toISOString() };
  }
}

/** Doubled each time, with as much again by chance: what failed together is not tried again together. */
function backOff(attempts: number): number {
  const ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  return ms * (0.5 + Math.random() / 2);
}
