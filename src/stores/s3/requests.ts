/** Requests to a store: each with a deadline for all its attempts, and its failure as what that means for the caller. */
import { OnplayError } from '../../shared/errors.js';
import { retried, withDeadline } from './retries.js';
import type { S3Connection } from './s3-client.js';
import { s3Failure, s3Unavailable } from './s3-errors.js';

/** One bucket, and the connection to it. */
export interface S3Bucket extends S3Connection {
  readonly bucket: string;
}

/** For one request and its repetitions; twice what a store that hangs takes to be noticed. */
const DEADLINE_MS = 8000;
/** A store that is slower than this is of no use to a viewer. */
const LEAST_BYTES_PER_MS = 100;

/** How long a request with so many bytes in one direction may take, with all its attempts, in milliseconds. */
export function deadlineMs(bytes: number): number {
  return DEADLINE_MS + bytes / LEAST_BYTES_PER_MS;
}

/**
 * The answer to a request.
 * @throws OnplayError `store_unavailable`, or what the request throws of these; the signal's reason once that has aborted.
 */
export async function answerTo<T>(
  signal: AbortSignal | undefined,
  request: (signal: AbortSignal) => Promise<T>,
  limitMs = DEADLINE_MS,
): Promise<T> {
  const limit = withDeadline(signal, limitMs);
  try {
    return await retried(limit, () => request(limit));
  } catch (thrown) {
    throw meaningOf(thrown, signal);
  }
}

/** As `answerTo`; undefined where there is no such object. */
export function answerIfThere<T>(
  signal: AbortSignal | undefined,
  request: (signal: AbortSignal) => Promise<T>,
  limitMs?: number,
): Promise<T | undefined> {
  const ask = async (limit: AbortSignal) => {
    try {
      return await request(limit);
    } catch (thrown) {
      if (s3Failure(thrown).isAbsent) return undefined;
      throw thrown;
    }
  };
  return answerTo(signal, ask, limitMs);
}

/** What a failed request is for the caller, who had this signal. */
export function meaningOf(thrown: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  return thrown instanceof OnplayError ? thrown : s3Unavailable(s3Failure(thrown));
}
