import type { AudioRendition, TextRendition, VideoRendition } from '../encoder/index.js';

/** The renditions of a presentation that the manifests of one session offer. */
export interface OfferedRenditions {
  /** The initial rendition, then the others from the lowest to the highest; empty if the asset has no video. */
  readonly video: readonly VideoRendition[];
  /** In the order of the ladder. */
  readonly audio: readonly AudioRendition[];
  /** In the order of the ladder. */
  readonly text: readonly TextRendition[];
  /** The id of the track to play unless the viewer chooses another; absent if the asset has no audio. */
  readonly defaultAudio?: number | undefined;
  /** The one of `text` that is on from the start; absent if none is. */
  readonly shownText?: TextRendition;
}
