import type { AudioTrack, VideoTrack } from '../../tracks/index.js';
import { longestFrame } from '../indexing/tracks/video-track.js';
import type { SegmentMap } from '../segment-map/segment-map.js';

/** How many segments have to be settled before a master that grows is played, and decide what it is played in. */
export const HEAD_SEGMENTS = 2;

/**
 * The tracks as if the video ended with its first segments: what follows from them is the same at each look at a master that grows,
 * and on all servers.
 * @param map with at least these segments, or all that the master has.
 */
export function headTracks<T extends { readonly video?: VideoTrack; readonly audio: readonly AudioTrack[] }>(
  tracks: T,
  { firstFrames, boundaries }: SegmentMap,
): T {
  const { video } = tracks;
  const end = firstFrames && Math.min(HEAD_SEGMENTS, firstFrames.length - 1);
  if (!video || !end) return tracks;
  const frames = video.frames.subarray(0, firstFrames[end]);
  const head = { ...video, frames, end: boundaries[end]! };
  return { ...tracks, video: { ...head, longestFrame: longestFrame(head) } };
}
