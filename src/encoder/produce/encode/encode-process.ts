import { OnplayError } from '../../../shared/errors.js';
import { noTracing } from '../../../shared/tracing/tracing.js';
import { spanOver } from '../../../shared/tracing/wait-span.js';
import type { EncoderSettings } from '../../encoder.js';
import { FfmpegExit } from '../../ffmpeg/outcome.js';
import type { FfmpegCommand, FfmpegResult } from '../../ffmpeg/process.js';
import { runOrFeed } from '../../run-or-feed.js';

/** A segment at the ladder's highest bitrate has about 20 MB; beyond ten times that, something runs away. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const MAX_STDERR_BYTES = 16 * 1024;
const OUT_OF_MEMORY = /Cannot allocate memory|malloc of size \d+ failed|failed to map segment/;

/**
 * Runs one ffmpeg with the limits of an encode.
 * @throws OnplayError as `runFfmpeg` does; `encode_failed` also when ffmpeg ran out of memory and still succeeded, because
 *         it then skips frames as if they were damaged.
 */
export async function runEncode(
  settings: EncoderSettings,
  command: Pick<FfmpegCommand, 'args' | 'outputs' | 'readable' | 'environment'>,
  input: AsyncIterable<Uint8Array> | undefined,
  signal: AbortSignal,
): Promise<FfmpegResult> {
  const { pauses, tracing = noTracing } = settings;
  const run = tracing.span('ffmpeg', {}, () => {
    const fed = input && spanOver(tracing, 'feed', input);
    // A process that is kept warm is for a command that comes again.
    const { warmProcesses: _, ...cold } = settings;
    return runOrFeed(command.readable ? cold : settings, encodeCommand(settings, command), {
      input: fed,
      signal,
      pauses,
    });
  });
  const result = await run.catch((error: unknown) => {
    throw OUT_OF_MEMORY.test(reportOf(error)) ? outOfMemory(reportOf(error)) : error;
  });
  if (OUT_OF_MEMORY.test(result.stderr)) throw outOfMemory(result.stderr);
  return result;
}

/** Starts the process of an encode that comes next, where encodes have warm processes. */
export function prepareEncode(
  settings: EncoderSettings,
  command: Pick<FfmpegCommand, 'args' | 'outputs'>,
): void {
  const { warmProcesses, start } = settings;
  void warmProcesses?.prepare({ ...encodeCommand(settings, command), ...(start && { start }) });
}

function encodeCommand(
  { binary, registry, timeoutMs, memoryBytes }: EncoderSettings,
  command: Pick<FfmpegCommand, 'args' | 'outputs' | 'readable' | 'environment'>,
): FfmpegCommand {
  const [maxOutputBytes, maxStderrBytes] = [MAX_OUTPUT_BYTES, MAX_STDERR_BYTES];
  return { ...command, binary, registry, limits: { timeoutMs, memoryBytes, maxOutputBytes, maxStderrBytes } };
}

/** ffmpeg's standard error where ffmpeg failed; empty for any other error. */
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
