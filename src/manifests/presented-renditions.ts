import type { AudioRendition, VideoRendition } from '../encoder/index.js';

/** The renditions in the manifests of one session. */
export interface PresentedRenditions {
  /** The initial rendition, then the others from the lowest to the highest; empty if the asset has no video. */
  readonly video: readonly VideoRendition[];
  /** In the order of the ladder. */
  readonly audio: readonly AudioRendition[];
}
