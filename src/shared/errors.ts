/**
 * The only error class of the project. Each room throws it with a stable `code`. Only `src/origin/problems/problem-table.ts`
 * maps codes to HTTP status codes; docs/errors.md lists every code.
 */

/** Options of {@link OnplayError}. */
interface OnplayErrorOptions {
  /** Text for the client: what is wrong and what to do about it. Never contains a path, an argument or a secret. */
  readonly publicDetail: string;
  /** Whether the same request may succeed later without a change to the master or the configuration; false by default. */
  readonly retryable?: boolean;
  /**
   * What the error is about. `subject`, the default: what was requested, so that the failure may be remembered under its
   * key. `moment`: the load, the store or the caller, so that it must not be remembered.
   */
  readonly about?: 'subject' | 'moment';
  /** Extension members of the problem document (RFC 9457 3.2), for programs; as public as the detail. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** The underlying error, for the log only. */
  readonly cause?: unknown;
}

/** An error with a code. `message` is `code: publicDetail`. */
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

/** The public detail of an unexpected error; only the log has its cause. */
export const UNEXPECTED_DETAIL =
  'Something went wrong on this server. Try again later; its operator can find the cause in the log.';

/** Returns `thrown` if it is an OnplayError, otherwise a retryable `internal_error` with `thrown` as its cause. */
export function normalizeError(thrown: unknown): OnplayError {
  if (thrown instanceof OnplayError) return thrown;
  return new OnplayError('internal_error', {
    publicDetail: UNEXPECTED_DETAIL,
    retryable: true,
    cause: thrown,
  });
}
