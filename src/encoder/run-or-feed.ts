import type { EncoderSettings } from './encoder.js';
import { type FfmpegCommand, type FfmpegInput, type FfmpegResult, runFfmpeg } from './ffmpeg/process.js';

/**
 * Runs a command where its input decides: in a process that waits for it, if there is one, else in a new one. Throws
 * what both throw.
 */
export async function runOrFeed(
  { warmProcesses, start }: Pick<EncoderSettings, 'warmProcesses' | 'start'>,
  command: FfmpegCommand,
  input: FfmpegInput,
): Promise<FfmpegResult> {
  // What has no input neither waits for it nor with what it writes.
  if (!input.input) return runFfmpeg({ ...command, ...input });
  const started = start ? { ...command, start } : command;
  return warmProcesses && !input.signal.aborted
    ? warmProcesses.run(started, input)
    : runFfmpeg({ ...started, ...input });
}
