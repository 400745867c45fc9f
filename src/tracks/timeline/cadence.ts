/** Where a rendition that drops frames keeps its rhythm: at every n-th frame of a run. */
import { type FrameTimes, runOf } from './frame-runs.js';

type Frames = Pick<FrameTimes, 'frames' | 'runs'>;

/** The last frame up to `frame` that is a multiple of `cadence` behind the first of its run. */
export function onCadenceUpTo(track: Frames, cadence: number, frame: number): number {
  if (cadence === 1 || frame >= track.frames.length) return frame;
  const { first } = runOf(track, frame);
  return frame - ((frame - first) % cadence);
}

/** The first frame from `frame` on that is; the number of frames if there is none. */
export function onCadenceFrom(track: Frames, cadence: number, frame: number): number {
  if (cadence === 1 || frame >= track.frames.length) return frame;
  const { first, end } = runOf(track, frame);
  return Math.min(end, first + cadence * Math.ceil((frame - first) / cadence));
}
