/** Encodes a piece of a master, and tells a piece that is bad from an encoder that is. */
import { OnplayError } from '../../shared/errors.js';
import type { EncoderSettings } from '../encoder.js';
import { FfmpegExit } from '../ffmpeg/outcome.js';
import type { FfmpegCommand, FfmpegResult } from '../ffmpeg/process.js';
import { runEncode } from './encode-process.js';

/**
 * Feeds a piece to ffmpeg and gives back what `use` makes of the result.
 * @throws OnplayError `segment_unplayable` where the piece is to blame: it cannot be fed, ffmpeg gives up on it, or finds
 *   fault with it and gives what is of no use; else what `runEncode` and `use` throw.
 */
export async function encodePiece<T>(
  settings: EncoderSettings,
  command: Pick<FfmpegCommand, 'args' | 'outputs'>,
  input: AsyncIterable<Uint8Array> | undefined,
  signal: AbortSignal,
  use: (result: FfmpegResult) => T | Promise<T>,
): Promise<T> {
  const result = await runEncode(settings, command, input, signal).catch((error: unknown) => {
    throw isGivenUp(error) ? segmentUnplayable(error) : error;
  });
  try {
    return await use(result);
  } catch (error) {
    throw result.stderr !== '' && isUseless(error) ? segmentUnplayable(error) : error;
  }
}

/** By what writes the feed; or by ffmpeg itself, which was neither killed nor, as 126 and 127 say, never started. */
function isGivenUp(error: unknown): boolean {
  if (!(error instanceof OnplayError) || error.retryable) return false;
  if (error.code === 'packaging_impossible') return true;
  const exitCode = error.cause instanceof FfmpegExit ? error.cause.exitCode : null;
  return error.code === 'encode_failed' && exitCode !== null && exitCode !== 126 && exitCode !== 127;
}

function isUseless(error: unknown): boolean {
  return error instanceof OnplayError && USELESS.has(error.code);
}

const USELESS: ReadonlySet<string> = new Set(['segment_invalid', 'encoder_output_malformed']);

function segmentUnplayable(cause: unknown): OnplayError {
  return new OnplayError('segment_unplayable', {
    publicDetail:
      'This piece of the master cannot be decoded and encoded; those around it may well be. Export the master again.',
    cause: cause instanceof OnplayError ? (cause.cause ?? cause) : cause,
  });
}
