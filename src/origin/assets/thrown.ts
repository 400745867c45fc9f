/** What was thrown while something was made of a master, sorted for those who remember failures. */
import { OnplayError } from '../../errors.js';
import { toProblem } from '../problem.js';
import { problemDefinition } from '../problem-table.js';

/**
 * The error with a code. What nobody foresaw becomes `internal_error`, to be tried again a few times; what was thrown is
 * its cause, for the log.
 */
export function withCode(thrown: unknown): OnplayError {
  if (thrown instanceof OnplayError) return thrown;
  const publicDetail = toProblem(thrown, '').body.detail;
  return new OnplayError('internal_error', { publicDetail, retryable: true, cause: thrown });
}

/**
 * Whether the error is about this moment (503), or the store's (502), and says nothing about what was asked for, so is
 * not worth remembering.
 */
export function isPassing(error: OnplayError): boolean {
  const { status } = problemDefinition(error.code);
  return status === 503 || status === 502;
}
