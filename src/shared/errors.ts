/**
 * The one error class of the project. A room throws it with a stable `code`; `src/origin/problems/problem.ts` is
 * the only place that knows which HTTP status a code has, and docs/errors.md lists every code.
 */

export interface OnplayErrorOptions {
  /** What a client may read: what is wrong and what to do about it. Never a path, an argument or a secret. */
  readonly publicDetail: string;
  /** Whether the same request may succeed later without a change to the master or the configuration; false unless given. */
  readonly retryable?: boolean;
  /**
   * What the error tells something about: `subject`, which is unless given, for what was requested, so that the failure
   * may be remembered under its key; `moment` for the load, the store or the caller, so that it must not be.
   */
  readonly about?: 'subject' | 'moment';
  /** Further members of the answer (RFC 9457 3.2), for programs; as public as the detail. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** For the log only. */
  readonly cause?: unknown;
}

export class OnplayError extends Error {
  override readonly name = 'OnplayError';
  /** Stable, snake_case, safe to match on. */
  readonly code: string;
  readonly publicDetail: string;
  readonly retryable: boolean;
  readonly about: 'subject' | 'moment';
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(code: string, options: OnplayErrorOptions) {
    super(`${code}: ${options.publicDetail}`, { cause: options.cause });
    this.code = code;
    this.publicDetail = options.publicDetail;
    this.retryable = options.retryable ?? false;
    this.about = options.about ?? 'subject';
    this.extensions = options.extensions ?? {};
  }
}

/** The detail of an error that the code did not foresee: the log alone has its cause. */
export const UNFORESEEN_DETAIL =
  'Something went wrong here. Try again later; whoever runs this origin finds the cause in its log.';

/** An error with a code: `thrown` itself where it has one, else a retryable `internal_error` with `thrown` as its cause. */
export function normalizeError(thrown: unknown): OnplayError {
  if (thrown instanceof OnplayError) return thrown;
  return new OnplayError('internal_error', {
    publicDetail: UNFORESEEN_DETAIL,
    retryable: true,
    cause: thrown,
  });
}
