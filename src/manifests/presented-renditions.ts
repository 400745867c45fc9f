import type { AudioRendition, VideoRendition } from '../encoder/index.js';

/** The renditions that the manifests of one session offer. */
export interface PresentedRenditions {
  /** The one to begin with first, then the others from the lowest to the highest; empty if the asset has no video. */
  readonly video: readonly VideoRendition[];
  /** In the order of the ladder. */
  readonly audio: readonly AudioRendition[];
}
