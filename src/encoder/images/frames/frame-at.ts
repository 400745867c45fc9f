/** Which frame is shown at a moment. */
import { firstAtOrAfter, frameTime, type VideoTrack } from '../../../tracks/index.js';

/** A moment of the presentation in seconds, or the number of a frame from 0. */
export type Moment = { readonly seconds: number } | { readonly frame: number };

/** Moments are written with nine decimals at most, and times of frames are no such numbers: as much earlier is not earlier. */
const ROUNDING_SECONDS = 1e-6;

/**
 * The number of the frame that is shown at a moment: before the first one the first, after the last the last; undefined for a number that
 * no frame has. Where only times of sync samples are reliable, the last frame up to it that is one.
 */
export function frameAt(track: VideoTrack, moment: Moment): number | undefined {
  const frame = 'frame' in moment ? existing(track, moment.frame) : shownAt(track, moment.seconds);
  return track.orderUnknown && frame !== undefined ? syncFrameUpTo(track, frame) : frame;
}

function existing({ frames }: VideoTrack, frame: number): number | undefined {
  return frame < frames.length ? frame : undefined;
}

function shownAt(track: VideoTrack, seconds: number): number {
  const ticks = (seconds + ROUNDING_SECONDS) * track.timescale;
  const frames = { length: track.frames.length, timeAt: (frame: number) => frameTime(track, frame) };
  return Math.max(0, firstAtOrAfter(frames, ticks) - 1);
}

/** Samples that are not reordered are in the order of their frames. */
function syncFrameUpTo({ frames, samples }: VideoTrack, frame: number): number {
  let sync = frame;
  while (sync > 0 && samples.sync[frames[sync]!] !== 1) sync--;
  return sync;
}
