/** The errors of a job that ends although nothing is wrong with it. All are about the moment, never about a master. */
import { OnplayError } from '../errors.js';

/** `encode_cancelled`: no caller waits for the job any more. */
export function encodeCancelled(cause?: unknown): OnplayError {
  return new OnplayError('encode_cancelled', {
    publicDetail:
      'The encode was stopped because no client was waiting for it any more. Request it again to restart it.',
    retryable: true,
    about: 'moment',
    cause,
  });
}

/** `queue_full`: more jobs wait than the queue may hold. */
export function queueFull(): OnplayError {
  return new OnplayError('queue_full', {
    publicDetail: 'The server has more to encode than it can queue. Try again in a few seconds.',
    retryable: true,
    about: 'moment',
  });
}

/** `shutting_down`: the server accepts no new jobs because it is stopping. */
export function shuttingDown(): OnplayError {
  return new OnplayError('shutting_down', {
    publicDetail: 'The server is shutting down. Try again in a few seconds.',
    retryable: true,
    about: 'moment',
  });
}
