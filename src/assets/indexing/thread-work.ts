/** One task in a thread: answers its questions until it is done, cancelled, or over its time limit. */

import type { Worker } from 'node:worker_threads';
import type { OutlinedIndex } from '../../masters/index.js';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import { tooComplex } from '../../tracks/index.js';
import {
  type Answer,
  errorMessage,
  errorOf,
  type FromThread,
  type Outcome,
  type Question,
  type ToThread,
  type WorkMessage,
  type WorkResult,
} from './messages.js';

/** The terms of one task. */
export interface WorkTerms {
  readonly signal: AbortSignal;
  /** The time limit in milliseconds; waiting for memory and progress restart it. */
  readonly limitMs: number;
  /** Answers the questions of the thread. */
  readonly answer: (question: Question) => Promise<Answer>;
  /** Called with the share of the file that is read, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Called with the outline of a film. */
  readonly onOutline?: ((index: OutlinedIndex) => void) | undefined;
}

/** How a task ended. */
interface WorkEnd {
  readonly result: Outcome<WorkResult> | { readonly error: Error };
  /** Whether the thread can run another task. */
  readonly isThreadUsable: boolean;
}

export class ThreadWork {
  readonly #worker: Worker;
  readonly #terms: WorkTerms;
  readonly #resolve: (end: WorkEnd) => void;
  #limit: NodeJS.Timeout | undefined;
  #isOver = false;

  private constructor(worker: Worker, terms: WorkTerms, resolve: (end: WorkEnd) => void) {
    this.#worker = worker;
    this.#terms = terms;
    this.#resolve = resolve;
  }

  /** Runs a task and resolves with how it ended; never rejects. */
  static run(worker: Worker, work: WorkMessage, terms: WorkTerms): Promise<WorkEnd> {
    return new Promise((resolve) => new ThreadWork(worker, terms, resolve).#start(work));
  }

  #start(work: WorkMessage): void {
    const { signal } = this.#terms;
    this.#worker.on('message', this.#onMessage);
    this.#worker.on('error', this.#onError);
    this.#worker.on('exit', this.#onExit);
    signal.addEventListener('abort', this.#onAbort);
    this.#startClock();
    this.#worker.postMessage(work satisfies ToThread);
    if (signal.aborted) this.#onAbort();
  }

  #end(end: WorkEnd): void {
    this.#isOver = true;
    clearTimeout(this.#limit);
    this.#worker.off('message', this.#onMessage);
    this.#worker.off('error', this.#onError);
    this.#worker.off('exit', this.#onExit);
    this.#terms.signal.removeEventListener('abort', this.#onAbort);
    this.#resolve(end);
  }

  #fail(error: Error): void {
    this.#end({ result: { error }, isThreadUsable: false });
  }

  #startClock(): void {
    this.#limit = setTimeout(() => this.#fail(tooComplex('reading it takes too long')), this.#terms.limitMs);
  }

  /** There are at most a hundred reports, so the time stays bounded. */
  #progress(share: number): void {
    clearTimeout(this.#limit);
    this.#startClock();
    this.#terms.onProgress?.(share);
  }

  readonly #onMessage = (message: FromThread): void => {
    if (message.kind === 'progress') this.#progress(message.share);
    else if (message.kind === 'outline') this.#terms.onOutline?.(message.index);
    else if (message.kind === 'question') void this.#answer(message.number, message.question);
    else this.#end({ result: message, isThreadUsable: true });
  };

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    const isTooLarge = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#fail(isTooLarge ? tooComplex('reading it takes too much memory', error) : error);
  };

  readonly #onExit = (code: number): void =>
    this.#fail(new Error(`the indexing thread exited with code ${code}`));

  readonly #onAbort = (): void => this.#fail(encodeCancelled(this.#terms.signal.reason));

  async #answer(number: number, question: Question): Promise<void> {
    // A wait for memory is a wait for other tasks, which have limits of their own.
    if (question.ask === 'reserve') clearTimeout(this.#limit);
    const outcome = await outcomeOf(() => this.#terms.answer(question));
    if (this.#isOver) return;
    if (question.ask === 'reserve') this.#startClock();
    this.#worker.postMessage({ kind: 'answer', question: number, ...outcome } satisfies ToThread);
  }
}

async function outcomeOf(action: () => Promise<Answer>): Promise<Outcome<Answer>> {
  try {
    return { value: await action() };
  } catch (error) {
    return { thrown: errorMessage(error) };
  }
}

/** Returns the result of a task. @throws what the task threw, or why it was ended. */
export function resultOf({ result }: WorkEnd): WorkResult {
  if ('error' in result) throw result.error;
  if ('thrown' in result) throw errorOf(result.thrown);
  return result.value;
}
