/** When the frames of a master and of what was made from it are shown, by ffprobe. */
import { runToolOrFail } from './ffmpeg.js';
import { probe } from './probe.js';

export interface FrameTimes {
  /** Ticks per second. */
  readonly timescale: number;
  /** Presentation time of every frame of the first video stream, in presentation order. */
  readonly ticks: readonly number[];
}

/** The times in a file, or in `input` where `source` is `pipe:0`. */
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

/** The times in a master as they are to be played: the earliest sample of all its tracks is at 0. */
export async function masterFrameTimes(path: string): Promise<FrameTimes> {
  const [{ timescale, ticks }, { format }] = await Promise.all([probeFrameTimes(path), probe(path)]);
  // What comes before 0 is there for the decoders' sake only.
  const start = Math.max(0, Math.round(Number(format.start_time ?? 0) * timescale));
  return { timescale, ticks: ticks.map((time) => time - start) };
}

/**
 * The numbers of the frames that each segment must hold, going by what the playlist says of its duration.
 *
 * @param durations of the segments, in seconds.
 * @param keepEvery 2 where a rendition has half the master's frame rate: each segment's first, third, fifth…
 */
export function framesOfSegments(
  { timescale, ticks }: FrameTimes,
  durations: readonly number[],
  keepEvery: number,
): number[][] {
  // Of a picture that begins late, the first segment lasts from the first frame on.
  let end = (ticks[0] ?? 0) / timescale;
  return durations.map((duration) => {
    const start = end;
    end += duration;
    // EXTINF is rounded; no frame is shorter than two milliseconds.
    const isWithin = (time: number) => time / timescale > start - 0.001 && time / timescale < end - 0.001;
    const frames = [...ticks.keys()].filter((frame) => isWithin(ticks[frame]!));
    return frames.filter((_, place) => place % keepEvery === 0);
  });
}
