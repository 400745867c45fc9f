/** Runs one encode, and tells a damaged stretch of the master from a failing encoder. */
import { OnplayError } from '../../../shared/errors.js';
import type { EncoderSettings } from '../../encoder.js';
import { FfmpegExit } from '../../ffmpeg/outcome.js';
import type { FfmpegCommand, FfmpegResult } from '../../ffmpeg/process.js';
import { runEncode } from './encode-process.js';
import { decodeErrors } from './feed-doubts.js';

/**
 * Feeds `input` to ffmpeg and returns what `use` makes of the result.
 * @throws OnplayError `segment_unplayable` where the master is at fault: the feed cannot be written, ffmpeg gives up on it,
 *   or ffmpeg reports decode errors and its output is unusable; else the errors of `runEncode` and `use`.
 */
export async function encodePiece<T>(
  settings: EncoderSettings,
  command: Pick<FfmpegCommand, 'args' | 'outputs' | 'readable' | 'environment'>,
  input: AsyncIterable<Uint8Array> | undefined,
  signal: AbortSignal,
  use: (result: FfmpegResult) => T | Promise<T>,
): Promise<T> {
  const result = await runEncode(settings, command, input, signal).catch((error: unknown) => {
    throw isFaultOfInput(error) ? segmentUnplayable(error) : error;
  });
  try {
    return await use(result);
  } catch (error) {
    throw decodeErrors(result.stderr).length > 0 && isUnusable(error) ? segmentUnplayable(error) : error;
  }
}

/**
 * The feed could not be written, or ffmpeg exited by itself with an error. Not so if it was killed (no exit code), or never
 * ran (126 and 127, from the programs that confine it).
 */
function isFaultOfInput(error: unknown): boolean {
  if (!(error instanceof OnplayError) || error.retryable) return false;
  if (error.code === 'packaging_impossible') return true;
  const exitCode = error.cause instanceof FfmpegExit ? error.cause.exitCode : null;
  return error.code === 'encode_failed' && exitCode !== null && exitCode !== 126 && exitCode !== 127;
}

function isUnusable(error: unknown): boolean {
  return error instanceof OnplayError && UNUSABLE_OUTPUT.has(error.code);
}

const UNUSABLE_OUTPUT: ReadonlySet<string> = new Set(['segment_invalid', 'encoder_output_malformed']);

export function segmentUnplayable(cause: unknown): OnplayError {
  return new OnplayError('segment_unplayable', {
    publicDetail:
      'This segment of the master cannot be decoded and encoded; others may still play. Export the master again.',
    cause: cause instanceof OnplayError ? (cause.cause ?? cause) : cause,
  });
}
