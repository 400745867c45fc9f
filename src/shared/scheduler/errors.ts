/** The three ways a piece of work ends without anything being wrong with it. None says anything about a master. */
import { OnplayError } from '../errors.js';

/** Nobody waits for the work any more. */
export function encodeCancelled(cause?: unknown): OnplayError {
  return new OnplayError('encode_cancelled', {
    publicDetail: 'The encode was stopped because nobody waited for it any more. Ask again to start it anew.',
    retryable: true,
    about: 'moment',
    cause,
  });
}

/** More work waits than the queue may hold. */
export function queueFull(): OnplayError {
  return new OnplayError('queue_full', {
    publicDetail: 'The server has more to encode than it can queue. Try again in a few seconds.',
    retryable: true,
    about: 'moment',
  });
}

/** The server takes no new work because it is about to end. */
export function shuttingDown(): OnplayError {
  return new OnplayError('shutting_down', {
    publicDetail: 'The server is shutting down. Try again in a few seconds.',
    retryable: true,
    about: 'moment',
  });
}
