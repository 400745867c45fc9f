/** Runs ffmpeg on one named local file, which only the demuxer of its container may read. */
import type { EncoderSettings } from '../encoder.js';
import { GLOBAL_ARGUMENTS } from '../ffmpeg/arguments.js';
import { runFfmpeg } from '../ffmpeg/process.js';

/** A local file and the name of its container's demuxer. */
export interface DemuxedFile {
  readonly path: string;
  readonly container: string;
}

export interface DemuxerRun {
  /** Before the input, and after it. */
  readonly before?: readonly string[];
  readonly after: readonly string[];
  readonly timeoutMs: number;
}

const MAX_STDERR_BYTES = 256 * 1024;

/**
 * What ffmpeg said. No other file and no other protocol is opened, whatever the file is: a playlist under another name
 * opens nothing. Throws what `runFfmpeg` throws.
 */
export async function runDemuxer(
  settings: EncoderSettings,
  { path, container }: DemuxedFile,
  { before = [], after, timeoutMs }: DemuxerRun,
  signal: AbortSignal,
): Promise<string> {
  const { binary, registry, memoryBytes, conformMaxBytes } = settings;
  const input = ['-protocol_whitelist', 'file', '-f', container, '-i', `file:${path}`];
  const args = [...GLOBAL_ARGUMENTS, ...before, ...input, ...after];
  const limits = {
    timeoutMs,
    memoryBytes,
    maxOutputBytes: 1024,
    maxStderrBytes: MAX_STDERR_BYTES,
    fileSizeBytes: conformMaxBytes,
  };
  return (await runFfmpeg({ binary, registry, args, limits, input: undefined, signal })).stderr;
}
