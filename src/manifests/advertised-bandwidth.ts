/** The bandwidth that manifests advertise: from the sizes of produced segments, and from upper bounds for all others. */

import {
  type Bandwidth,
  bandwidthOf,
  type Presentation,
  type PresentedRendition,
  type TrickPlay,
} from '../assets/index.js';
import type { Rendition } from '../encoder/index.js';
import type { SegmentSizes } from '../segments/index.js';

/** Of a rendition, or of trick play. */
export type BandwidthOf = (rendition: Rendition | TrickPlay) => Bandwidth;

/**
 * The bandwidth to advertise for a rendition, or for trick play: comes down from the maximum as more of its segments are produced.
 * @param sizes bytes of each segment, 0 for one not produced yet; undefined if none was produced.
 */
export function advertisedBandwidth(
  presentation: Presentation,
  rendition: Rendition | TrickPlay,
  sizes: Uint32Array | undefined,
): Bandwidth {
  const { presented, targetDuration } = presentedIn(presentation, rendition);
  const { maximum, timeline } = presented;
  if (!sizes) return maximum.bandwidth;
  const bits = maximum.bits.map((most, segment) => 8 * sizes[segment]! || most);
  return bandwidthOf(bits, timeline.seconds, targetDuration);
}

function presentedIn(
  { of, targetDuration }: Presentation,
  rendition: Rendition | TrickPlay,
): Pick<TrickPlay, 'presented' | 'targetDuration'> {
  return 'presented' in rendition ? rendition : { presented: of(rendition), targetDuration };
}

/** `advertisedBandwidth` from the current segment sizes, computed again only after they have changed. */
export class AdvertisedBandwidths {
  readonly #segmentSizes: Pick<SegmentSizes, 'sizesOf' | 'changesOf'>;
  readonly #cache = new WeakMap<
    PresentedRendition,
    { readonly changes: number; readonly bandwidth: Bandwidth }
  >();

  constructor(segmentSizes: Pick<SegmentSizes, 'sizesOf' | 'changesOf'>) {
    this.#segmentSizes = segmentSizes;
  }

  of(presentation: Presentation, rendition: Rendition | TrickPlay): Bandwidth {
    const { presented } = presentedIn(presentation, rendition);
    const changes = this.#segmentSizes.changesOf(presented.key);
    const cached = this.#cache.get(presented);
    if (cached?.changes === changes) return cached.bandwidth;
    const sizes = this.#segmentSizes.sizesOf(presented.key);
    const bandwidth = advertisedBandwidth(presentation, rendition, sizes);
    this.#cache.set(presented, { changes, bandwidth });
    return bandwidth;
  }
}
