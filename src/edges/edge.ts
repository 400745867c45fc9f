/** An edge in front of this origin, as something that can be purged. */
import type { Revocation } from '../access/index.js';
import type { InvalidationTarget } from './surrogate-keys.js';

/** `soft`: cache entries become stale and may be served while they are revalidated. `hard`: they are never served again. */
export type PurgeMode = 'hard' | 'soft';

/** What to purge, and how. */
export interface Purge {
  readonly target: InvalidationTarget;
  readonly mode: PurgeMode;
}

/** The outcome of a control request, for the receipt: no secrets, at most 300 characters of detail. */
export interface EdgeAnswer {
  readonly detail: string;
  /** Whether the effect was checked at the edge; undefined if the edge offers no way to check. */
  readonly verified?: boolean;
}

/** The rate limit of an edge, as its provider documents it. */
interface Pace {
  /** The least time between the starts of two requests, in milliseconds. */
  readonly everyMs: number;
  /** The longest wait before another attempt, in milliseconds; five minutes unless given. */
  readonly maxWaitMs?: number;
}

export interface Edge {
  /** The name in receipts and logs: `nginx`, `fastly 2`. */
  readonly name: string;
  readonly pace: Pace;
  /**
   * Purges the target; resolves when the edge has accepted the request.
   * @throws EdgeError
   */
  purge(purge: Purge, signal: AbortSignal): Promise<EdgeAnswer>;
  /**
   * Sends the whole list of revocations; absent on edges that do not verify grants.
   * @throws EdgeError
   */
  revoke?(revocations: readonly Revocation[], signal: AbortSignal): Promise<EdgeAnswer>;
}

/** What edges fetch from beside this process: the other processes of a fleet. It is notified before them. */
export interface Source extends Edge {
  /**
   * Sends one revocation in force, by its fingerprint.
   * @throws EdgeError
   */
  revokeOne(fingerprint: string, signal: AbortSignal): Promise<EdgeAnswer>;
}

interface EdgeErrorOptions {
  /** A retry cannot succeed: the request or the credentials are wrong. */
  readonly isFinal?: boolean;
  /** From `Retry-After`, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** An edge refused, failed or did not answer. The message goes into the receipt, so it contains no secrets. */
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
