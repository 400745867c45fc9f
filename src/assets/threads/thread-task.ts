/** One task in a thread: answers its questions until it is done, cancelled, or over its time limit. */

import type { Worker } from 'node:worker_threads';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import {
  type Dialogue,
  errorMessage,
  errorOf,
  type FromThread,
  type Outcome,
  type ToThread,
} from './messages.js';
import { TaskClock, type TimeLimits } from './task-clock.js';

/** The terms of one task. */
export interface TaskTerms<D extends Dialogue> extends TimeLimits {
  readonly signal: AbortSignal;
  /** The error of a task that takes too long or too much memory. @param reason a sentence without its stop. */
  readonly tooComplex: (reason: string, cause?: unknown) => Error;
  /** Answers the questions of the thread. */
  readonly answer?: (question: D['question']) => Promise<D['answer']>;
  /** Whether waiting for an answer is waiting for other tasks, which have limits of their own: no time passes until it is answered. */
  readonly pausesClock?: (question: D['question']) => boolean;
  /** Called with each report, of which a task makes a bounded number. From each on, time passes anew. */
  readonly onReport?: (report: D['report']) => void;
}

/** How a task ended. */
interface TaskEnd<D extends Dialogue> {
  readonly result: Outcome<D['result']> | { readonly error: Error };
  /** Whether the thread can run another task. */
  readonly isThreadUsable: boolean;
}

export class ThreadTask<D extends Dialogue> {
  readonly #worker: Worker;
  readonly #terms: TaskTerms<D>;
  readonly #resolve: (end: TaskEnd<D>) => void;
  readonly #clock: TaskClock;
  #isOver = false;

  private constructor(worker: Worker, terms: TaskTerms<D>, resolve: (end: TaskEnd<D>) => void) {
    this.#worker = worker;
    this.#terms = terms;
    this.#resolve = resolve;
    this.#clock = new TaskClock(terms, () => this.#fail(terms.tooComplex('reading it takes too long')));
  }

  /** Runs a task and resolves with how it ended; never rejects. */
  static run<D extends Dialogue>(worker: Worker, work: D['work'], terms: TaskTerms<D>): Promise<TaskEnd<D>> {
    return new Promise((resolve) => new ThreadTask<D>(worker, terms, resolve).#start(work));
  }

  #start(work: D['work']): void {
    const { signal } = this.#terms;
    this.#worker.on('message', this.#onMessage);
    this.#worker.on('error', this.#onError);
    this.#worker.on('exit', this.#onExit);
    signal.addEventListener('abort', this.#onAbort);
    this.#clock.restart();
    this.#worker.postMessage(work satisfies ToThread<D>);
    if (signal.aborted) this.#onAbort();
  }

  #end(end: TaskEnd<D>): void {
    this.#isOver = true;
    this.#clock.stop();
    this.#worker.off('message', this.#onMessage);
    this.#worker.off('error', this.#onError);
    this.#worker.off('exit', this.#onExit);
    this.#terms.signal.removeEventListener('abort', this.#onAbort);
    this.#resolve(end);
  }

  #fail(error: Error): void {
    this.#end({ result: { error }, isThreadUsable: false });
  }

  readonly #onMessage = (message: FromThread<D>): void => {
    if (message.kind === 'began') this.#clock.watch(message.used);
    else if (message.kind === 'report') {
      this.#clock.restart();
      this.#terms.onReport?.(message.report);
    } else if (message.kind === 'question') void this.#answer(message.number, message.question);
    else this.#end({ result: message, isThreadUsable: true });
  };

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    const isTooLarge = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#fail(isTooLarge ? this.#terms.tooComplex('reading it takes too much memory', error) : error);
  };

  readonly #onExit = (code: number): void => this.#fail(new Error(`the thread exited with code ${code}`));

  readonly #onAbort = (): void => this.#fail(encodeCancelled(this.#terms.signal.reason));

  async #answer(number: number, question: D['question']): Promise<void> {
    const { answer = unanswered, pausesClock } = this.#terms;
    const isPaused = pausesClock?.(question) ?? false;
    if (isPaused) this.#clock.pause();
    const outcome = await outcomeOf<D['answer']>(() => answer(question));
    if (this.#isOver) return;
    if (isPaused) this.#clock.restart();
    this.#worker.postMessage({ kind: 'answer', question: number, ...outcome } satisfies ToThread<D>);
  }
}

function unanswered(): Promise<never> {
  return Promise.reject(new Error('this thread may ask no questions'));
}

async function outcomeOf<T>(action: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await action() };
  } catch (error) {
    return { thrown: errorMessage(error) };
  }
}

/** Returns the result of a task. @throws what the task threw, or why it was ended. */
export function resultOf<D extends Dialogue>({ result }: TaskEnd<D>): D['result'] {
  if ('error' in result) throw result.error;
  if ('thrown' in result) throw errorOf(result.thrown);
  return result.value;
}
