import type { EncoderSettings } from './encoder.js';
import { type FfmpegCommand, type FfmpegInput, type FfmpegResult, runFfmpeg } from './ffmpeg/process.js';

/**
 * Runs a command in a warm process if there is one for it, else in a new process.
 * @throws OnplayError as `startFfmpeg` and `FfmpegProcess.feed` do.
 */
export async function runOrFeed(
  { warmProcesses, start }: Pick<EncoderSettings, 'warmProcesses' | 'start'>,
  command: FfmpegCommand,
  input: FfmpegInput,
): Promise<FfmpegResult> {
  // Without input the process starts writing at once: it cannot be kept warm, nor started through the spawn helper.
  if (!input.input) return runFfmpeg({ ...command, ...input });
  const started = start ? { ...command, start } : command;
  return warmProcesses && !input.signal.aborted
    ? warmProcesses.run(started, input)
    : runFfmpeg({ ...started, ...input });
}
