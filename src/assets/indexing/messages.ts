/** What the server's thread and one that indexes say to each other. Each thread has one piece of work at a time. */

import type {
  AudioFacts,
  DecodableTrack,
  MasterIndex,
  PreparedMaster,
  VideoFacts,
} from '../../masters/index.js';
import { OnplayError } from '../../shared/errors.js';

/** Work for the thread. */
export type WorkMessage =
  | { readonly kind: 'read'; readonly path: string }
  | {
      readonly kind: 'build';
      readonly master: LocalMaster;
      readonly prepared: PreparedMaster;
      /** Where the index is to be stored. */
      readonly path: string;
    };

export interface LocalMaster {
  readonly asset: string;
  readonly version: string;
  readonly localPath: string;
}

/** What the thread asks of the server's, which alone starts processes and knows what else is in memory. */
export type Question =
  | { readonly ask: 'decodeVideo' | 'decodeAudio'; readonly track: DecodableTrack }
  | { readonly ask: 'reserve'; readonly bytes: number };

export type Answer = VideoFacts | AudioFacts | undefined;

/** To the thread. */
export type ToThread =
  | WorkMessage
  | ({ readonly kind: 'answer'; readonly question: number } & Outcome<Answer>);

/** From the thread. */
export type FromThread =
  | { readonly kind: 'question'; readonly number: number; readonly question: Question }
  | ({ readonly kind: 'done' } & Outcome<WorkResult>);

export interface WorkResult {
  /** Undefined where none was stored that can be used. */
  readonly index: MasterIndex | undefined;
  readonly notStored?: ErrorMessage;
}

/** What came of something, or what was thrown. */
export type Outcome<T> = { readonly value: T } | { readonly thrown: ErrorMessage };

/** What was thrown, in values that can be handed to another thread. */
export interface ErrorMessage {
  /** Of an OnplayError. */
  readonly known?: {
    readonly code: string;
    readonly publicDetail: string;
    readonly retryable: boolean;
    readonly extensions: Readonly<Record<string, unknown>>;
  };
  /** For the log: the stack of another error, or of the cause of an OnplayError that has one. */
  readonly text?: string;
}

export function errorMessage(thrown: unknown): ErrorMessage {
  if (!(thrown instanceof OnplayError)) return { text: textOf(thrown) };
  const { code, publicDetail, retryable, extensions, cause } = thrown;
  const known = { code, publicDetail, retryable, extensions };
  return cause === undefined ? { known } : { known, text: textOf(cause) };
}

/** The error that was thrown in the other thread. */
export function errorOf({ known, text }: ErrorMessage): Error {
  const cause = text === undefined ? undefined : errorFrom(text);
  return known ? new OnplayError(known.code, { ...known, cause }) : (cause ?? new Error('unknown'));
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** With the stack it had where it was thrown, and the message at its head. */
function errorFrom(stack: string): Error {
  const [head = ''] = stack.split(/\n +at /);
  return Object.assign(new Error(head.replace(/^Error: /, '')), { stack });
}
