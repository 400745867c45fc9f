import { OnplayError } from '../../shared/errors.js';
import type { EncoderSettings } from '../encoder.js';
import { FfmpegExit } from '../ffmpeg/outcome.js';
import type { FfmpegCommand, FfmpegResult } from '../ffmpeg/process.js';
import { runOrFeed } from '../run-or-feed.js';

/** A segment at the highest rate of the ladder has some 20 MB; ten times that is a runaway. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const MAX_STDERR_BYTES = 16 * 1024;
const OUT_OF_MEMORY = /Cannot allocate memory|malloc of size \d+ failed|failed to map segment/;

/**
 * Runs one ffmpeg under the project's limits.
 * @throws OnplayError what `runFfmpeg` throws; `encode_failed` also when it ran out of memory and went on without what
 *         it had no room for, as if that were damaged.
 */
export async function runEncode(
  settings: EncoderSettings,
  command: Pick<FfmpegCommand, 'args' | 'outputs'>,
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
  const run = runOrFeed(settings, { ...command, binary, limits, registry }, { input, signal });
  const result = await run.catch((error: unknown) => {
    throw OUT_OF_MEMORY.test(reportOf(error)) ? outOfMemory(reportOf(error)) : error;
  });
  if (OUT_OF_MEMORY.test(result.stderr)) throw outOfMemory(result.stderr);
  return result;
}

/** What ffmpeg said before it failed; nothing where it was something else that did. */
function reportOf(error: unknown): string {
  return error instanceof OnplayError && error.cause instanceof FfmpegExit ? error.cause.stderr : '';
}

function outOfMemory(report: string): OnplayError {
  return new OnplayError('encode_failed', {
    publicDetail: 'The encoder ran out of memory. Try again later, or a lower rendition.',
    retryable: true,
    cause: new Error(report),
  });
}
