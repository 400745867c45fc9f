/**
 * The one error class of the project. A room throws it with a stable `code`; `src/origin/problem.ts` is
 * the only place that knows which HTTP status a code has, and docs/errors.md lists every code.
 */

export interface OnplayErrorOptions {
  /** What a client may read: what is wrong and what to do about it. Never a path, an argument or a secret. */
  readonly publicDetail: string;
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable?: boolean;
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
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(code: string, options: OnplayErrorOptions) {
    super(`${code}: ${options.publicDetail}`, { cause: options.cause });
    this.code = code;
    this.publicDetail = options.publicDetail;
    this.retryable = options.retryable ?? false;
    this.extensions = options.extensions ?? {};
  }
}
