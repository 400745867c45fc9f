/** What errors of S3 and of the connection to it mean. Their messages may quote URLs, keys and signatures: only codes are passed on. */
import { OnplayError } from '../../shared/errors.js';
import { storeUnavailable } from '../store-errors.js';

/** What the SDK's errors have, of which none is certain. */
interface Thrown {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

/** A failure of the store itself, before it is known what it means for the caller. */
export class S3Failure extends Error {
  override readonly name = 'S3Failure';
  /** Of the response, if there was one. */
  readonly status: number | undefined;
  /** `NoSuchBucket`, `ECONNRESET`. */
  readonly code: string;

  constructor(code: string, status?: number) {
    super(status === undefined ? code : `${code} (status ${status})`);
    this.code = code;
    this.status = status;
  }

  /** Whether there is no such object. A missing bucket also has status 404. */
  get isAbsent(): boolean {
    return this.status === 404 && this.code !== 'NoSuchBucket';
  }

  /** Whether a condition of the request did not hold: another version, or an object where there should be none. */
  get isConditionFailed(): boolean {
    return this.status === 412 || this.code === 'ConditionalRequestConflict';
  }

  /** Whether the store does not know what it was asked for, as a condition on storing. */
  get isNotImplemented(): boolean {
    return this.status === 501;
  }

  /** Whether the same request may succeed a moment later. Without a response it is unknown what happened. */
  get mayPass(): boolean {
    if (this.status === undefined) return !LASTING.has(this.code);
    if (this.isNotImplemented) return false;
    return this.status >= 500 || this.status === 429 || this.status === 408 || PASSING.has(this.code);
  }
}

/** With a status that other errors have too. The SDK corrects its clock by the first answer. */
const PASSING: ReadonlySet<string> = new Set([
  'SlowDown',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'ConditionalRequestConflict',
]);
/** Of the configuration. */
const LASTING: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'ENOTFOUND',
  'CERT_HAS_EXPIRED',
  'ResponseTooLarge',
]);

/** Returns what was thrown as a failure of the store. */
export function s3Failure(thrown: unknown): S3Failure {
  if (thrown instanceof S3Failure) return thrown;
  const { name, code, $metadata } = (thrown ?? {}) as Thrown;
  const status = $metadata?.httpStatusCode;
  const known = [code, name].find(
    (text) => typeof text === 'string' && /^[A-Za-z][A-Za-z0-9_.]{1,60}$/.test(text) && text !== 'Error',
  );
  return new S3Failure(String(known ?? 'UnknownError'), typeof status === 'number' ? status : undefined);
}

const REFUSED =
  'The store of masters refuses access. Its operator can allow s3:ListBucket and s3:GetObject to the credentials that Onplay runs with.';
const NO_BUCKET = 'There is no bucket of the configured name. Its operator can correct ONPLAY_MASTERS.';
const NO_CREDENTIALS =
  'There are no credentials for the store of masters. Its operator can set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role.';

/** @returns `store_unavailable`, whose detail says what to do where that is known. */
export function s3Unavailable(failure: S3Failure): OnplayError {
  const advice = adviceFor(failure);
  if (advice === undefined) return storeUnavailable(failure);
  return new OnplayError('store_unavailable', {
    publicDetail: advice,
    retryable: true,
    about: 'moment',
    cause: failure,
  });
}

function adviceFor({ status, code }: S3Failure): string | undefined {
  if (code === 'CredentialsProviderError') return NO_CREDENTIALS;
  if (code === 'NoSuchBucket') return NO_BUCKET;
  return (status === 401 || status === 403) && !PASSING.has(code) ? REFUSED : undefined;
}
