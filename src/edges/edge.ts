/** An edge in front of this origin, as something that can be told to forget. */
import type { Revocation } from '../access/index.js';
import type { InvalidationTarget } from './surrogate-keys.js';

/** `soft`: may be served while it is asked for anew. `hard`: may not be served again. */
export type PurgeMode = 'hard' | 'soft';

/** What an edge is to forget. */
export interface Purge {
  readonly target: InvalidationTarget;
  readonly mode: PurgeMode;
}

/** What an edge said to an order, for the receipt: nothing secret, at most 300 characters. */
export interface EdgeAnswer {
  readonly detail: string;
  /** Whether the edge was seen to have done it; undefined where an edge offers no way to see that. */
  readonly verified?: boolean;
}

/** How fast an edge may be told, as its provider documents it. */
export interface Pace {
  /** Between the starts of two requests, in milliseconds. */
  readonly everyMs: number;
}

export interface Edge {
  /** As it is named in receipts and logs: `nginx`, `fastly 2`. */
  readonly name: string;
  readonly pace: Pace;
  /**
   * Has what the order selects forgotten; resolves when the edge has agreed.
   * @throws EdgeError
   */
  purge(order: Purge, signal: AbortSignal): Promise<EdgeAnswer>;
  /** Tells the whole list of who may not play any more; absent for edges that do not verify grants themselves. */
  revoke?(revocations: readonly Revocation[], signal: AbortSignal): Promise<EdgeAnswer>;
}

export interface EdgeErrorOptions {
  /** Trying again helps nothing: the order or the credentials are wrong. */
  readonly isFinal?: boolean;
  /** As `Retry-After` asked for. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** An edge refused, failed or did not answer. The message is for the receipt: nothing secret in it. */
export class EdgeError extends Error {
  readonly isFinal: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { isFinal = false, retryAfterMs, cause }: EdgeErrorOptions = {}) {
    super(message, { cause });
    this.name = 'EdgeError';
    this.isFinal = isFinal;
    this.retryAfterMs = retryAfterMs;
  }
}
