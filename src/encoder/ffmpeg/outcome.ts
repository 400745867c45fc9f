/** From how a process ended to what its caller is told. */
import { OnplayError } from '../../shared/errors.js';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import type { Ending } from './spawning/child.js';
import type { StopReason } from './terminate.js';

/** For the log: what ffmpeg said and how it ended. */
export class FfmpegExit extends Error {
  override readonly name = 'FfmpegExit';
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what ffmpeg wrote to its standard error. */
  readonly stderr: string;

  constructor(ending: Ending) {
    const how = ending.signal === null ? `exit code ${ending.exitCode}` : `signal ${ending.signal}`;
    super(`ffmpeg ended with ${how}`);
    this.exitCode = ending.exitCode;
    this.signal = ending.signal;
    this.stderr = ending.stderr;
  }
}

/**
 * What ffmpeg wrote before it failed, for commands whose report counts even then.
 * @throws the error itself when it is not ffmpeg's own ending, or nobody waits any more.
 */
export function stderrOfFailure(error: unknown, signal: AbortSignal): string {
  if (error instanceof OnplayError && error.cause instanceof FfmpegExit && !signal.aborted)
    return error.cause.stderr;
  throw error;
}

/** What to reject with, or undefined for a process that did its work. */
export function failureOf(ending: Ending, stopped: StopReason | undefined): unknown {
  if (stopped?.kind === 'input_failed') return stopped.error ?? new Error('the input failed');
  if (stopped === undefined && ending.exitCode === 0) return undefined;
  const exit = new FfmpegExit(ending);
  switch (stopped?.kind) {
    case 'cancelled':
      return encodeCancelled(exit);
    case 'timeout':
      return encodeTimeout(exit);
    case 'too_much_output':
      return encodeFailed('The encode produced far more than a segment can hold.', false, exit);
    default:
      return encodeFailed(
        'The encoder could not process this part of the master.',
        isOfTheMoment(ending),
        exit,
      );
  }
}

/** What to throw when the system would not start a process. */
export function startFailure(error: NodeJS.ErrnoException): OnplayError {
  if (error.code === 'ENOENT' || error.code === 'EACCES') {
    return new OnplayError('ffmpeg_missing', {
      publicDetail:
        'The ffmpeg found when the server started is gone; install it again and restart the server.',
      cause: error,
    });
  }
  return encodeFailed('The encoder could not be started. Try again in a few seconds.', true, error);
}

/**
 * Killed, as the system does when memory runs out, or not even begun, since the system had no room to confine it: that
 * may go better another time.
 */
function isOfTheMoment({ signal, stderr }: Ending): boolean {
  return signal !== null || /^(?:bwrap|setpriv|unshare|prlimit): /m.test(stderr);
}

function encodeFailed(publicDetail: string, retryable: boolean, cause: unknown): OnplayError {
  return new OnplayError('encode_failed', { publicDetail, retryable, cause });
}

function encodeTimeout(cause: unknown): OnplayError {
  return new OnplayError('encode_timeout', {
    publicDetail: 'The encode took longer than it may. Try again later, or a lower rendition.',
    retryable: true,
    cause,
  });
}
