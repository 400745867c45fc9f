/** The segments of a file in the order in which it contains them: of each stretch of time, that of each track. */
import { type Asset, segmentCount, type Variant, variantOf } from '../assets/index.js';
import type { MediaRendition } from '../encoder/index.js';
import { type SegmentRef, segmentRef } from '../segments/index.js';

/** A variant of video or audio. */
export interface MediaVariant extends Variant {
  readonly rendition: MediaRendition;
}

export interface OrderedSegment {
  readonly ref: SegmentRef;
  readonly variant: MediaVariant;
  /** From 1. */
  readonly trackId: number;
  readonly segment: number;
}

export function mediaVariant(asset: Asset, rendition: MediaRendition): MediaVariant {
  return { ...variantOf(asset, rendition), rendition };
}

/**
 * Of each stretch the last track comes first: players that read fragments in the order of the file (VLC 3) drop audio that comes after
 * the video it goes with.
 * @param variants of the tracks, in their order. Some may have more segments than others.
 */
export function segmentOrder(variants: readonly MediaVariant[]): readonly OrderedSegment[] {
  const tracks = variants.map((variant, i) => ({ variant, trackId: i + 1, count: segmentCount(variant) }));
  const order: OrderedSegment[] = [];
  for (let segment = 0; segment < Math.max(...tracks.map(({ count }) => count)); segment++) {
    for (const { variant, trackId, count } of tracks.toReversed())
      if (segment < count) order.push({ ref: segmentRef(variant, segment), variant, trackId, segment });
  }
  return order;
}
