/** How much one ffmpeg process may take. */
import { availableParallelism } from 'node:os';

export interface ProcessLimits {
  /** From the moment the process is given its input to its end. */
  readonly timeoutMs: number;
  /**
   * Address space, of which a process uses only a part. With two threads ffmpeg maps about 0.5 GiB for 720p and
   * 1.3 GiB for 10-bit 2160p; each further thread adds up to 0.2 GiB.
   */
  readonly memoryBytes: number;
  /** Of the standard output; one byte more ends the process. */
  readonly maxOutputBytes: number;
  /** How much of the end of the standard error is kept. */
  readonly maxStderrBytes: number;
  /** The largest file the process may write; none unless given. Pipes do not count. */
  readonly fileSizeBytes?: number;
}

/**
 * The options of prlimit(1) that make the kernel keep the limits. Processor time is the second line after the timer:
 * it ends what a stuck server would not, and so is what all processors can give in the time allowed.
 */
export function resourceLimitOptions(limits: ProcessLimits, processors = availableParallelism()): string[] {
  const processorSeconds = Math.ceil(limits.timeoutMs / 1000) * processors + 1;
  return [
    `--as=${Math.ceil(limits.memoryBytes)}`,
    `--cpu=${processorSeconds}`,
    `--fsize=${Math.ceil(limits.fileSizeBytes ?? 0)}`,
    '--core=0',
  ];
}
