/** How the times of a file become those of its copies, the same for all of its streams. Pure. */
import type { CopyFormat } from './copy-forms.js';

export interface Clock {
  /** Options of ffmpeg before the input. */
  readonly input: readonly string[];
  /** An output beside the copies, which writes nothing. */
  readonly output: readonly string[];
  /** When the first stream begins, by the times that ffmpeg then has, in seconds. */
  readonly startSeconds: number;
}

/** Containers whose clock may wrap around or jump. ffmpeg follows that only if it sets the start of the file to 0 as well. */
const DISCONTINUOUS: ReadonlySet<string> = new Set(['mpeg', 'mpegts']);
/** There ffmpeg sets the first of the streams in use to 0: a stream that is copied in a run of its own would lose its delay. */
const ALL_IN_USE = ['-map', '0:v?', '-map', '0:a?', '-c', 'copy', '-f', 'null', 'pipe:2'] as const;

/** Containers of which ffmpeg states no start of streams that have only decode times, but of the others. */
const STARTS_UNKNOWN: ReadonlySet<string> = new Set(['asf']);

/**
 * Where ffmpeg sets the start of a file to 0, it rounds that to the ticks of each stream, which may be as long as a frame; of the
 * containers where it has to, all streams have the same ticks.
 * @param startSeconds when the first stream begins, as ffmpeg states it.
 */
export function clockOf(container: string, startSeconds: number): Clock {
  if (DISCONTINUOUS.has(container)) return { input: [], output: ALL_IN_USE, startSeconds: 0 };
  return {
    input: ['-copyts'],
    output: [],
    startSeconds: STARTS_UNKNOWN.has(container) ? Math.min(0, startSeconds) : startSeconds,
  };
}

/** Longer than any decoder reorders frames or any codec has a delay. */
const LEAD_SECONDS = 10;

/**
 * What is added to the times, in seconds. In MP4 the file begins at 0, and what is before that, such as the delay of a codec, is
 * hidden by an edit list. Of Matroska, muxers move a stream that begins before 0: there it begins later, by whole seconds.
 */
export function shiftOf({ startSeconds }: Clock, format: CopyFormat): number {
  return format === 'matroska' ? LEAD_SECONDS - Math.floor(startSeconds) : -startSeconds;
}
