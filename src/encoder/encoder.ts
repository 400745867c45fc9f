/** What every encode needs of its surroundings. */
import type { FfmpegBinary } from './ffmpeg/binary.js';
import type { ProcessRegistry } from './ffmpeg/registry.js';
import type { StartChild } from './ffmpeg/spawning/child.js';
import type { WarmProcesses } from './ffmpeg/warm-processes.js';

export interface EncoderSettings {
  readonly binary: FfmpegBinary;
  readonly registry: ProcessRegistry;
  /** Starts what waits for its input; this process itself unless given. */
  readonly start?: StartChild;
  /** Where processes may wait for segments to come; absent where none is to. */
  readonly warmProcesses?: WarmProcesses;
  /** For one process, from its input to its end. */
  readonly timeoutMs: number;
  /** Address space of one process, in bytes. */
  readonly memoryBytes: number;
  /** Largest copy that a master may be conformed into, in bytes. */
  readonly remuxMaxBytes: number;
}

/** How long the parts of an encode took, in milliseconds. */
export interface EncodeTimings {
  /** Deciding which samples are needed and reading them, as far as it was not hidden by the encode. */
  readonly feedMs: number;
  readonly encodeMs: number;
  /** Checking what came out and packaging it. */
  readonly packageMs: number;
}
