/** Resource limits of one ffmpeg process. */
import { availableParallelism } from 'node:os';

export interface ProcessLimits {
  /** From the moment the process is fed to its exit. */
  readonly timeoutMs: number;
  /** Processor time after which the process gets SIGXCPU; default what all processors provide within the timeout. */
  readonly processorSeconds?: number;
  /**
   * Address space, more than the memory a process uses. With two threads ffmpeg maps about 0.5 GiB for 720p and 1.3 GiB for
   * 10-bit 2160p; each further thread adds up to 0.2 GiB.
   */
  readonly memoryBytes: number;
  /** For each output; one byte more ends the process. */
  readonly maxOutputBytes: number;
  /** How much of the end of standard error to collect. */
  readonly maxStderrBytes: number;
  /** Largest file the process may write, not counting pipes; default 0, no files. */
  readonly fileSizeBytes?: number;
}

/**
 * Options of prlimit(1) that make the kernel enforce the limits. CPU time is the second line of defence after the timer: it
 * ends what a stuck server would not. It is therefore as much as all processors provide within the timeout, unless less is enough.
 */
export function resourceLimitOptions(limits: ProcessLimits, processors = availableParallelism()): string[] {
  const most = Math.ceil(limits.timeoutMs / 1000) * processors + 1;
  const { processorSeconds } = limits;
  return [
    `--as=${Math.ceil(limits.memoryBytes)}`,
    // At the first limit comes SIGXCPU, by which the end is recognized; at the second SIGKILL.
    processorSeconds === undefined ? `--cpu=${most}` : `--cpu=${processorSeconds}:${processorSeconds + 1}`,
    `--fsize=${Math.ceil(limits.fileSizeBytes ?? 0)}`,
    '--core=0',
  ];
}
