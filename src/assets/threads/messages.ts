/** The messages between the main thread and a thread, which runs one task at a time. */

import { OnplayError } from '../../shared/errors.js';
import type { ProcessorTime } from './processor-time.js';

/** What the main thread and the threads of one kind say to each other, all in values that can be sent. */
export interface Dialogue {
  /** A task for the thread; its `kind` is not `answer`. */
  readonly work: { readonly kind: string };
  readonly result: unknown;
  /** What the thread asks while it works, and is answered. */
  readonly question: unknown;
  readonly answer: unknown;
  /** What it says meanwhile, and needs no answer. */
  readonly report: unknown;
}

/** Messages to a thread. */
export type ToThread<D extends Dialogue> =
  | D['work']
  | ({ readonly kind: 'answer'; readonly question: number } & Outcome<D['answer']>);

/** Messages from a thread. */
export type FromThread<D extends Dialogue> =
  /** Of tasks with a limit of processor time: the first message, with what the thread had used before. */
  | { readonly kind: 'began'; readonly used: ProcessorTime | undefined }
  | { readonly kind: 'report'; readonly report: D['report'] }
  | { readonly kind: 'question'; readonly number: number; readonly question: D['question'] }
  | ({ readonly kind: 'done' } & Outcome<D['result']>);

/** A result or an error. */
export type Outcome<T> = { readonly value: T } | { readonly thrown: ErrorMessage };

/** An error, in values that can be sent to another thread. */
export interface ErrorMessage {
  /** The members of an OnplayError. */
  readonly known?: Pick<OnplayError, 'code' | 'publicDetail' | 'retryable' | 'about' | 'extensions'>;
  /** For the log: the stack of another error, or of the cause of an OnplayError that has one. */
  readonly text?: string;
}

export function errorMessage(thrown: unknown): ErrorMessage {
  if (!(thrown instanceof OnplayError)) return { text: textOf(thrown) };
  const { code, publicDetail, retryable, about, extensions, cause } = thrown;
  const known = { code, publicDetail, retryable, about, extensions };
  return cause === undefined ? { known } : { known, text: textOf(cause) };
}

/** Restores the error that was thrown in the other thread. */
export function errorOf({ known, text }: ErrorMessage): Error {
  const cause = text === undefined ? undefined : errorFrom(text);
  return known ? new OnplayError(known.code, { ...known, cause }) : (cause ?? new Error('unknown'));
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** An error with the original stack, and the message from its head. */
function errorFrom(stack: string): Error {
  const [head = ''] = stack.split(/\n +at /);
  return Object.assign(new Error(head.replace(/^Error: /, '')), { stack });
}
