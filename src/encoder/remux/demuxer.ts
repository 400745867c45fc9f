/** Runs ffmpeg on one local file, which only the demuxer of its container may read. */

import type { ByteSource } from '../../masters/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { EncoderSettings } from '../encoder.js';
import { GLOBAL_ARGUMENTS } from '../ffmpeg/arguments.js';
import { runFfmpeg } from '../ffmpeg/process.js';

/** A local file and the name of its container's demuxer. */
export interface DemuxedFile {
  readonly container: string;
  /** Opens the one version of it that was identified. @throws OnplayError `master_changed`, `master_unreadable`. */
  open(): Promise<ByteSource>;
}

export interface DemuxerRun {
  /** Before the input, and after it. */
  readonly before?: readonly string[];
  readonly after: readonly string[];
  readonly timeoutMs: number;
  /** Told what it writes to its standard output. */
  readonly onOutput?: (chunk: Uint8Array) => void;
  /** The folder it may write into; none unless given. */
  readonly folder?: string;
}

const MAX_STDERR_BYTES = 256 * 1024;
/** Of progress: a few hundred bytes each second, for as long as a copy may take. */
const MAX_STDOUT_BYTES = 1024 * 1024;

/** The lowest there is: what viewers wait for goes before what is prepared. */
const NICENESS = 19;

/** The first number after the standard streams. A name would be followed anew, to what may lie there by now. */
const INHERITED_FILE = 'file:/dev/fd/3';

/**
 * What ffmpeg said. It is given the file as an open descriptor. No other file and no other protocol is opened, whatever
 * the file is: a playlist under another name opens nothing.
 * @throws what `open` and `runFfmpeg` throw.
 */
export async function runDemuxer(
  settings: EncoderSettings,
  { open, container }: DemuxedFile,
  { before = [], after, timeoutMs, folder, onOutput }: DemuxerRun,
  signal: AbortSignal,
): Promise<string> {
  const { binary, registry, memoryBytes, remuxMaxBytes } = settings;
  const input = ['-protocol_whitelist', 'file', '-f', container, '-i', INHERITED_FILE];
  const args = [...GLOBAL_ARGUMENTS, ...before, ...input, ...after];
  const limits = {
    timeoutMs,
    memoryBytes,
    maxOutputBytes: MAX_STDOUT_BYTES,
    maxStderrBytes: MAX_STDERR_BYTES,
    fileSizeBytes: remuxMaxBytes,
  };
  const source = await open();
  try {
    const inherited = [descriptorOf(source)];
    // Even without a folder it is the server's own user: only that may open a master that is its own.
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

function descriptorOf({ descriptor }: ByteSource): number {
  if (descriptor !== undefined) return descriptor;
  throw new OnplayError('master_unreadable', {
    publicDetail:
      'The master lies in a store from which its container cannot be read. Store it as MP4 or MOV.',
  });
}
