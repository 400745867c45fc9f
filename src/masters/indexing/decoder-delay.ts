/** Presentation times of video that is stored with decode times alone. */
import type { VideoTrack } from '../track.js';

/** As many frames as H.264 and HEVC can hold back. */
const MAX_DELAY_FRAMES = 16;

/**
 * Moves each frame to when a decoder that reorders frames returns it: when it is given a sample that is so many later. Changes
 * nothing where the times are not those of decoding, or the first frame is at its time already.
 * @param firstFrameSeconds when the decoder returned the first frame.
 */
export function withDecoderDelay(track: VideoTrack, firstFrameSeconds: number): VideoTrack {
  const { samples, frames, timescale } = track;
  const { times, count } = samples;
  const first = Math.round(firstFrameSeconds * timescale);
  const tolerance = timescale / 1000;
  const delay = frames
    .subarray(0, MAX_DELAY_FRAMES + 1)
    .findIndex((frame) => Math.abs(times[frame]! - first) < tolerance);
  if (delay <= 0 || !isAscending(times)) return track;
  const interval = Math.max(1, Math.round((times[count - 1]! - times[0]!) / Math.max(1, count - 1)));
  const lengthen = track.end - times[count - 1]!;
  for (let i = 0; i < count; i++) times[i] = i + delay < count ? times[i + delay]! : times[i - 1]! + interval;
  return { ...track, start: times[frames[0]!]!, end: times[count - 1]! + lengthen };
}

function isAscending(times: Float64Array): boolean {
  return times.every((time, i) => i === 0 || time >= times[i - 1]!);
}
