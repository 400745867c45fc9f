import type { EncoderSettings } from './encoder.js';
import { type FfmpegCommand, type FfmpegInput, type FfmpegResult, runFfmpeg } from './ffmpeg/process.js';

/** Runs a command in a process that waits for it, where there may be one; else in a new one. Throws what both throw. */
export async function runOrFeed(
  { waiting }: Pick<EncoderSettings, 'waiting'>,
  command: FfmpegCommand,
  input: FfmpegInput,
): Promise<FfmpegResult> {
  // What has no input would not wait for it.
  return input.input && waiting && !input.signal.aborted
    ? waiting.run(command, input)
    : runFfmpeg({ ...command, ...input });
}
