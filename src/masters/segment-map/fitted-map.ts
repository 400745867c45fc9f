/** The segment map of an outline, for the frames that the film turned out to have. */
import { firstAtOrAfter, frameTime, type VideoTrack } from '../../tracks/index.js';
import type { SegmentMap } from './segment-map.js';

/**
 * Returns the map with the numbers of the frames at its boundaries, which are others where frames are missing in between. Undefined where
 * there is no frame at one of them: then the film is not as its outline says.
 */
export function fittedMap(map: SegmentMap, video: VideoTrack): SegmentMap | undefined {
  if (map.timescale !== video.timescale) return undefined;
  const frames = { length: video.frames.length, timeAt: (frame: number) => frameTime(video, frame) };
  const firstFrames = new Uint32Array(map.videoCount + 1);
  for (let segment = 1; segment < map.videoCount; segment++) {
    const boundary = map.boundaries[segment]!;
    const frame = firstAtOrAfter(frames, boundary);
    if (frame === frames.length || frames.timeAt(frame) !== boundary) return undefined;
    firstFrames[segment] = frame;
  }
  firstFrames[map.videoCount] = frames.length;
  return { ...map, firstFrames };
}
