/** Presentation times of the frames of a master and of its segments, read by ffprobe. */
import { runToolOrFail } from './ffmpeg.js';
import { probe } from './probe.js';

export interface FrameTimes {
  /** Ticks per second. */
  readonly timescale: number;
  /** Presentation time of every frame of the first video stream, in presentation order. */
  readonly ticks: readonly number[];
}

/** How long a first frame may be missing, and how often it is repeated then, in seconds. */
const LATE_SECONDS = 0.1;
const REPEATED_SECONDS = 2;

/** When the first frame is held, in ticks: from 0 on where it begins late. */
export function heldTicks({ timescale, ticks: [start = 0] }: FrameTimes): number[] {
  const count = start > LATE_SECONDS * timescale ? Math.ceil(start / (REPEATED_SECONDS * timescale)) : 0;
  return Array.from({ length: count }, (_, i) => Math.round((i * start) / count));
}

/** The times in a file, or in `input` if `source` is `pipe:0`. */
export async function probeFrameTimes(source: string, input?: Uint8Array): Promise<FrameTimes> {
  const questions = ['-select_streams', 'v:0', '-show_entries', 'frame=pts:stream=time_base', '-of', 'json'];
  const answer = await runToolOrFail(
    'ffprobe',
    ['-v', 'error', ...questions, source],
    input ? { input } : {},
  );
  const { frames, streams } = JSON.parse(answer.toString()) as {
    frames: { pts: number }[];
    streams: { time_base: string }[];
  };
  const [, timescale] = (streams[0]?.time_base ?? '').split('/').map(Number);
  if (!timescale) throw new Error('ffprobe found no video stream');
  return { timescale, ticks: frames.map(({ pts }) => pts) };
}

/**
 * The frame times of a master on the presentation timeline: the earliest sample of all its tracks is at 0. Without those at
 * which its first frame is held.
 */
export async function masterFrameTimes(path: string): Promise<FrameTimes> {
  const [{ timescale, ticks }, { format }] = await Promise.all([probeFrameTimes(path), probe(path)]);
  // Samples before 0 are only there for the decoder (pre-roll).
  const start = Math.max(0, Math.round(Number(format.start_time ?? 0) * timescale));
  return { timescale, ticks: ticks.map((time) => time - start) };
}

/**
 * The numbers of the frames that each segment must contain, according to the durations in the playlist.
 *
 * @param durations of the segments, in seconds.
 * @param keepEvery 2 if the rendition has half the master's frame rate: each segment's first, third, fifth… frame
 */
export function framesOfSegments(
  { timescale, ticks }: FrameTimes,
  durations: readonly number[],
  keepEvery: number,
): number[][] {
  // If the video starts late, the first segment starts with the first frame.
  let end = (ticks[0] ?? 0) / timescale;
  return durations.map((duration) => {
    const start = end;
    end += duration;
    // EXTINF is rounded; no frame is shorter than two milliseconds.
    const isWithin = (time: number) => time / timescale > start - 0.001 && time / timescale < end - 0.001;
    const frames = [...ticks.keys()].filter((frame) => isWithin(ticks[frame]!));
    return frames.filter((_, index) => index % keepEvery === 0);
  });
}
