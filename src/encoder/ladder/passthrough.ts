/** Replaces the best renditions by the master's samples where those are playable. */

import type { SegmentMap } from '../../masters/index.js';
import type { AudioTrack, VideoTrack } from '../../tracks/index.js';
import type { AudioRendition, Ladder } from '../rendition.js';
import { AUDIO_BITRATES } from './audio-bitrates.js';
import { audioPassthrough } from './audio-passthrough.js';
import { videoPassthrough } from './video-passthrough.js';

/**
 * The ladder with the master's video in place of its highest rung, and each of the master's audio tracks in place of its
 * best rendition, where they are suitable for passthrough; else the ladder itself.
 */
export function withPassthrough(
  ladder: Ladder,
  index: { readonly video?: VideoTrack; readonly audio: readonly AudioTrack[] },
  map: SegmentMap,
): Ladder {
  const top = ladder.video.at(-1);
  const video = index.video && top && videoPassthrough(index.video, map, top);
  const passthroughOf = (rendition: AudioRendition) => {
    const track = index.audio.find(({ id }) => id === rendition.trackId);
    return track && rendition.bitrate === AUDIO_BITRATES.at(-1) && audioPassthrough(track, map, rendition);
  };
  const audio = ladder.audio.map((rendition) => passthroughOf(rendition) || rendition);
  if (!video && audio.every((rendition, i) => rendition === ladder.audio[i])) return ladder;
  return { ...ladder, video: video ? [...ladder.video.slice(0, -1), video] : ladder.video, audio };
}
