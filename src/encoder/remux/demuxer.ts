/** Runs ffmpeg on one local file, with its container's demuxer only. */

import { OnplayError } from '../../shared/errors.js';
import type { ByteSource } from '../../stores/index.js';
import type { EncoderSettings } from '../encoder.js';
import { GLOBAL_ARGUMENTS } from '../ffmpeg/arguments.js';
import { stderrOfFailure } from '../ffmpeg/outcome.js';
import { runFfmpeg } from '../ffmpeg/process.js';

/** A local master. */
export interface DemuxedFile {
  /** Name of its container's demuxer in ffmpeg. */
  readonly container: string;
  /** Opens the version of the file that was identified. @throws OnplayError `master_changed`, `master_unreadable`. */
  open(): Promise<ByteSource>;
}

interface DemuxerRun {
  /** Arguments before and after the input. */
  readonly before?: readonly string[];
  readonly after: readonly string[];
  readonly timeoutMs: number;
  /** Receives standard output as it arrives. */
  readonly onOutput?: (chunk: Uint8Array) => void;
  /** The only directory ffmpeg may write to; default none. */
  readonly folder?: string;
  /** The most bytes of each file there. */
  readonly maxBytes?: number;
}

/** What ffmpeg finds in a file takes it milliseconds, but it waits for a processor at the lowest priority. */
const REPORT_TIMEOUT_MS = 60_000;
const MAX_STDERR_BYTES = 256 * 1024;
/** Progress reports: a few hundred bytes per second, for as long as a copy may take. */
const MAX_STDOUT_BYTES = 1024 * 1024;

/** The lowest priority: segments that viewers wait for come before preparing a master. */
const NICENESS = 19;

/** The first descriptor after the standard streams. Opening by path could open a file that has since replaced it. */
const INHERITED_FILE = 'file:/dev/fd/3';

/**
 * Returns ffmpeg's standard error. ffmpeg gets the file as an open descriptor, and can open no other file or protocol,
 * whatever the file contains: a disguised playlist opens nothing.
 * @throws OnplayError as `open` and `runFfmpeg` do; `master_unreadable` if the store has no file descriptor.
 */
export async function runDemuxer(
  settings: EncoderSettings,
  { open, container }: DemuxedFile,
  { before = [], after, timeoutMs, folder, onOutput, maxBytes = 0 }: DemuxerRun,
  signal: AbortSignal,
): Promise<string> {
  const { binary, registry, memoryBytes } = settings;
  const input = ['-protocol_whitelist', 'file', '-f', container, '-i', INHERITED_FILE];
  const args = [...GLOBAL_ARGUMENTS, ...before, ...input, ...after];
  const limits = {
    timeoutMs,
    memoryBytes,
    maxOutputBytes: MAX_STDOUT_BYTES,
    maxStderrBytes: MAX_STDERR_BYTES,
    fileSizeBytes: maxBytes,
  };
  const source = await open();
  try {
    const inherited = [descriptorOf(source)];
    // Even with nothing to write ffmpeg runs as the server's user: only that may open a master the user owns.
    const access = folder === undefined ? {} : { write: folder };
    const command = { binary, registry, args, limits, access, inherited, niceness: NICENESS };
    const result = await runFfmpeg({
      ...{ ...command, input: undefined, signal },
      ...(onOutput && { onOutput }),
    });
    return result.stderr;
  } finally {
    await source.close();
  }
}

/**
 * Returns what ffmpeg says of a file, also where it ends with an error: without an output it always does.
 * @throws OnplayError `encode_timeout`; as `stderrOfFailure` and `runDemuxer`.
 */
export async function demuxerReport(
  settings: EncoderSettings,
  file: DemuxedFile,
  run: Pick<DemuxerRun, 'before' | 'after' | 'onOutput'>,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await runDemuxer(settings, file, { ...run, timeoutMs: REPORT_TIMEOUT_MS }, signal);
  } catch (error) {
    return stderrOfFailure(error, signal);
  }
}

function descriptorOf({ descriptor }: ByteSource): number {
  if (descriptor !== undefined) return descriptor;
  throw new OnplayError('master_unreadable', {
    publicDetail:
      'Masters in this container can only be read from local files, not from this store. Store it as MP4, MOV or Matroska.',
  });
}
