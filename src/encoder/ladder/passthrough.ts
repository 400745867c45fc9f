/** Which of the master's own tracks can be played as they are, in place of the best renditions made of them. */
import type { AudioTrack, SegmentMap, VideoTrack } from '../../masters/index.js';
import type { AudioRendition, Ladder } from '../rendition.js';
import { AUDIO_BITRATES } from './audio-bitrates.js';
import { audioPassthrough } from './audio-passthrough.js';
import { videoPassthrough } from './video-passthrough.js';

/**
 * The ladder with the master's own pictures in place of its highest rung, and its own sound in place of the best, where
 * they fit; else the ladder itself.
 */
export function withPassthrough(
  ladder: Ladder,
  index: { readonly video?: VideoTrack; readonly audio: readonly AudioTrack[] },
  map: SegmentMap,
): Ladder {
  const top = ladder.video.at(-1);
  const pictures = index.video && top && videoPassthrough(index.video, map, top);
  const soundOf = (rendition: AudioRendition) => {
    const track = index.audio.find(({ id }) => id === rendition.trackId);
    return track && rendition.bitrate === AUDIO_BITRATES.at(-1) && audioPassthrough(track, map, rendition);
  };
  const audio = ladder.audio.map((rendition) => soundOf(rendition) || rendition);
  if (!pictures && audio.every((rendition, i) => rendition === ladder.audio[i])) return ladder;
  return { video: pictures ? [...ladder.video.slice(0, -1), pictures] : ladder.video, audio };
}
