/** Maps how a process ended to the error its caller gets. */
import { OnplayError } from '../../shared/errors.js';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import type { Ending } from './spawning/child.js';
import type { StopReason } from './terminate.js';

/** For the log: how ffmpeg ended and what it wrote to standard error. */
export class FfmpegExit extends Error {
  override readonly name = 'FfmpegExit';
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last part of ffmpeg's standard error. */
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
 * Returns ffmpeg's standard error from a failure, for commands whose report is useful even then. What was stopped at its timeout
 * reports nothing: on a busy machine that says nothing about the master.
 * @throws the error itself if it is not ffmpeg's exit, or a timeout, or `signal` has aborted.
 */
export function stderrOfFailure(error: unknown, signal: AbortSignal): string {
  const isReport = error instanceof OnplayError && error.code !== 'encode_timeout' && !signal.aborted;
  if (isReport && error.cause instanceof FfmpegExit) return error.cause.stderr;
  throw error;
}

/** Whether the kernel ended ffmpeg because it had used up its processor time (`ProcessLimits.processorSeconds`). */
export function isOutOfProcessorTime(error: unknown): boolean {
  return (
    error instanceof OnplayError && error.cause instanceof FfmpegExit && error.cause.signal === 'SIGXCPU'
  );
}

/** The error to reject with, or undefined if the process succeeded. */
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
      return encodeFailed('The encoder wrote far more data than a segment can have.', false, exit);
    default:
      return encodeFailed(
        'The encoder could not process this part of the master.',
        isTransient(ending),
        exit,
      );
  }
}

/** The error to throw when the system does not start a process. */
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
 * Whether a retry may succeed: the process was killed, as the system does when memory runs out, or one of the programs that
 * confine it failed for lack of resources.
 */
function isTransient({ signal, stderr }: Ending): boolean {
  return signal !== null || /^(?:bwrap|setpriv|unshare|prlimit): /m.test(stderr);
}

function encodeFailed(publicDetail: string, retryable: boolean, cause: unknown): OnplayError {
  return new OnplayError('encode_failed', { publicDetail, retryable, cause });
}

function encodeTimeout(cause: unknown): OnplayError {
  return new OnplayError('encode_timeout', {
    publicDetail: 'The encode took too long. Try again later, or a lower rendition.',
    retryable: true,
    cause,
  });
}
