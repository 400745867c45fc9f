/** The messages between the main thread and an indexing thread, which runs one task at a time. */

import type {
  AudioFacts,
  DecodableTrack,
  GrowingMaster,
  MasterIndex,
  OutlinedIndex,
  PreparedMaster,
  VideoFacts,
} from '../../masters/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { Master, StoredObject } from '../../stores/index.js';

/** A task for the thread. */
export type WorkMessage =
  | { readonly kind: 'read'; readonly path: string }
  | {
      readonly kind: 'build';
      readonly master: SentMaster;
      readonly prepared: PreparedMaster;
      /** The path to store the index at. */
      readonly path: string;
    };

/** A master in values that can be sent to another thread, without credentials. */
export type SentMaster = LocalMaster | RemoteMaster;

export type LocalMaster = Omit<GrowingMaster, 'growth'> & Pick<Master, 'growth'>;

interface RemoteMaster {
  readonly asset: string;
  readonly object: StoredObject;
}

/** Undefined for a master that only the thread which found it can open. */
export function sentMaster({
  asset,
  version,
  localPath,
  localRoot,
  growth,
  object,
}: Master): SentMaster | undefined {
  if (object) return { asset, object };
  if (localPath === undefined) return undefined;
  const root = localRoot === undefined ? {} : { localRoot };
  return { asset, version, localPath, ...root, ...(growth && { growth }) };
}

/** A request to the main thread, which alone starts processes and knows what else is in memory. */
export type Question =
  | { readonly ask: 'decodeVideo' | 'decodeAudio'; readonly track: DecodableTrack }
  | { readonly ask: 'reserve'; readonly bytes: number };

export type Answer = VideoFacts | AudioFacts | undefined;

/** Messages to the indexing thread. */
export type ToThread =
  | WorkMessage
  | ({ readonly kind: 'answer'; readonly question: number } & Outcome<Answer>);

/** Messages from the indexing thread. */
export type FromThread =
  /** The share of the file that is read, 0 to 1. */
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'outline'; readonly index: OutlinedIndex }
  | { readonly kind: 'question'; readonly number: number; readonly question: Question }
  | ({ readonly kind: 'done' } & Outcome<WorkResult>);

export interface WorkResult {
  /** Undefined where a read found no usable index. */
  readonly index: MasterIndex | undefined;
  readonly storeError?: ErrorMessage;
}

/** A result or an error. */
export type Outcome<T> = { readonly value: T } | { readonly thrown: ErrorMessage };

/** An error, in values that can be sent to another thread. */
interface ErrorMessage {
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
