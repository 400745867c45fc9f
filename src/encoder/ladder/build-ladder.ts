import type { AudioTrack, VideoTrack } from '../../tracks/index.js';
import type { Ladder } from '../rendition.js';
import { audioRenditions } from './audio-renditions.js';
import { videoRenditions } from './video-renditions.js';

/** The tracks of a master; a master index is one. */
export interface LadderSource {
  readonly video?: VideoTrack | undefined;
  readonly audio: readonly AudioTrack[];
}

/** Every rendition a master can be played in, lowest first. Depends on the tracks alone, so every process offers the same. */
export function buildLadder(source: LadderSource): Ladder {
  return {
    video: source.video ? videoRenditions(source.video) : [],
    audio: audioRenditions(source.audio),
    text: [],
  };
}
