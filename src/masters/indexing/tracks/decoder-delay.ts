/** Presentation times of video that is stored with decode times alone. */
import type { VideoTrack } from '../../../tracks/index.js';

/** As many frames as H.264 and HEVC can hold back. */
const MAX_DELAY_FRAMES = 16;

/**
 * Moves each frame to when a decoder that reorders frames returns it: when it is given the sample of the frame that is presented so
 * many later. Changes nothing where the first frame is at its time already. Overwrites the track's times.
 * @param firstFrameSeconds when the decoder returned the first frame.
 */
export function withDecoderDelay(track: VideoTrack, firstFrameSeconds: number): VideoTrack {
  const { samples, frames, timescale } = track;
  const times = Float64Array.from(frames, (frame) => samples.times[frame]!);
  const delay = delayOf(times, firstFrameSeconds * timescale, timescale / 1000);
  if (delay <= 0) return track;
  const last = times.length - 1;
  const interval = usualInterval(times);
  const delayed = times.map((_, i) => times[i + delay] ?? times[last]! + (i + delay - last) * interval);
  for (const [i, frame] of frames.entries()) samples.times[frame] = delayed[i]!;
  return { ...track, start: delayed[0]!, end: delayed[last]! + track.end - times[last]! };
}

/** The median, since AVI and ASF that begin late may have the first frame alone at 0, far from all others. */
function usualInterval(times: Float64Array): number {
  const intervals = times.subarray(1).map((time, i) => time - times[i]!);
  return Math.max(1, intervals.sort()[intervals.length >> 1] ?? 1);
}

/** In frames; -1 where no frame is at that time. */
function delayOf(times: Float64Array, firstTime: number, tolerance: number): number {
  return times.subarray(0, MAX_DELAY_FRAMES + 1).findIndex((time) => Math.abs(time - firstTime) < tolerance);
}
