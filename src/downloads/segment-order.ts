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

/** @param variants of the tracks, in their order. Some may have more segments than others. */
export function segmentOrder(variants: readonly MediaVariant[]): readonly OrderedSegment[] {
  const counts = variants.map(segmentCount);
  const order: OrderedSegment[] = [];
  for (let segment = 0; segment < Math.max(...counts); segment++) {
    variants.forEach((variant, track) => {
      if (segment < counts[track]!)
        order.push({ ref: segmentRef(variant, segment), variant, trackId: track + 1, segment });
    });
  }
  return order;
}
