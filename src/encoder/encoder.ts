/** Settings and timings shared by every encode. */
import type { Pauses } from '../shared/scheduler/pauses.js';
import type { Tracing } from '../shared/tracing/tracing.js';
import type { StandInFonts } from './burn/stand-in-fonts.js';
import type { FfmpegBinary } from './ffmpeg/binary.js';
import type { ProcessRegistry } from './ffmpeg/registry.js';
import type { StartChild } from './ffmpeg/spawning/child.js';
import type { WarmProcesses } from './ffmpeg/warm-processes.js';
import type { MarkImages } from './marks/images/mark-images.js';

export interface EncoderSettings {
  readonly binary: FfmpegBinary;
  readonly registry: ProcessRegistry;
  /** Starts processes that are fed through standard input. Default: directly from this process. */
  readonly start?: StartChild;
  /** Of the segment that is encoded. Absent: its processes are never paused. */
  readonly pauses?: Pauses;
  /** Absent: every encode starts a new process. */
  readonly warmProcesses?: WarmProcesses;
  /** For text that is burned in; absent: only the fonts that masters bring. */
  readonly standInFonts?: StandInFonts;
  /** That may be drawn as marks; absent: none. */
  readonly markImages?: MarkImages;
  /** Where files of a moment are written; default: that of the system. */
  readonly scratchFolder?: string;
  /** Absent: nothing is traced. */
  readonly tracing?: Tracing;
  /** Limit for one process, from being fed to its exit. */
  readonly timeoutMs: number;
  /** Limit on the address space of one process, in bytes. */
  readonly memoryBytes: number;
  /** Limit on a master to remux and on the remuxed copy of one of its streams, in bytes. */
  readonly remuxMaxBytes: number;
  /** Limit on the copies of all streams of a master, in bytes; at least `remuxMaxBytes`. */
  readonly copiesMaxBytes: number;
}

/** How long each step took, in milliseconds. */
export interface EncodeTimings {
  /** Selecting and reading samples, except for reading that overlaps the encode. */
  readonly feedMs: number;
  readonly encodeMs: number;
  /** Packaging, and for audio checking the encoder's output. */
  readonly packageMs: number;
}
