/** Which keyframes of a track are shown in trick play. */
import { frameTime, type VideoTrack } from '../../../tracks/index.js';
import { syncFrames } from './sync-frames.js';

export interface TrickFrames {
  /** Ascending; empty where there would be fewer than two. */
  readonly frames: Uint32Array;
  /** When each begins, in ticks of the track. */
  readonly times: Float64Array;
}

/** One for each second of two hours. */
const MAX_FRAMES = 7200;
/** In seconds: frames are at least as far apart as the shortest of them with which there are no more than `MAX_FRAMES`. */
const DISTANCES = [1, 2, 5, 10, 15, 30, 60];

/** Lives as long as the track; there may be a keyframe in every frame. */
const known = new WeakMap<VideoTrack, TrickFrames>();

/** The frames are decoded by themselves; each is shown until the next one, the last one to the end of the video. */
export function trickFrames(track: VideoTrack): TrickFrames {
  const chosen = known.get(track) ?? choose(track);
  known.set(track, chosen);
  return chosen;
}

function choose(track: VideoTrack): TrickFrames {
  const distance = distanceIn(track) * track.timescale;
  const frames: number[] = [];
  const times: number[] = [];
  for (const frame of syncFrames(track)) {
    const time = frameTime(track, frame);
    if (time > track.end - distance) break;
    if (time < (times.at(-1) ?? Number.NEGATIVE_INFINITY) + distance) continue;
    frames.push(frame);
    times.push(time);
  }
  if (frames.length < 2) return { frames: new Uint32Array(), times: new Float64Array() };
  return { frames: Uint32Array.from(frames), times: Float64Array.from(times) };
}

/** In seconds. */
function distanceIn({ end, timescale }: VideoTrack): number {
  const least = end / timescale / MAX_FRAMES;
  return DISTANCES.find((distance) => distance >= least) ?? Math.ceil(least);
}
