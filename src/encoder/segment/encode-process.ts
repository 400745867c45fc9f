import type { EncoderSettings } from '../encoder.js';
import { type FfmpegResult, runFfmpeg } from '../ffmpeg/process.js';

/** A segment at the highest rate of the ladder has some 20 MB; ten times that is a runaway. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const MAX_STDERR_BYTES = 16 * 1024;

/** Runs one ffmpeg under the project's limits. Throws what `runFfmpeg` throws. */
export function runEncode(
  settings: EncoderSettings,
  args: readonly string[],
  input: AsyncIterable<Uint8Array> | undefined,
  signal: AbortSignal,
): Promise<FfmpegResult> {
  const { binary, registry, timeoutMs, memoryBytes } = settings;
  const limits = {
    timeoutMs,
    memoryBytes,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    maxStderrBytes: MAX_STDERR_BYTES,
  };
  return runFfmpeg({ binary, args, limits, registry, input, signal });
}
