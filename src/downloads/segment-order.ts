/** The segments of a file in the order in which it contains them: of each stretch of time, that of each track. */
import {
  type Asset,
  type SegmentFile,
  segmentCount,
  segmentOf,
  type Variant,
  variantOf,
} from '../assets/index.js';
import type { MediaRendition } from '../encoder/index.js';
import { type SegmentRef, segmentRef } from '../segments/index.js';
import type { SegmentName } from '../shared/media-url.js';

/** A variant of video or audio. */
export interface MediaVariant extends Variant {
  readonly rendition: MediaRendition;
}

export interface OrderedSegment {
  readonly variant: MediaVariant;
  /** From 1. */
  readonly trackId: number;
  readonly segment: number;
}

/** What is produced and stored for a place of a variant: of a clip, most segments and all init segments are those of the whole. */
export function storedSegment(variant: Variant, place: SegmentName): SegmentRef {
  const found = segmentOf(variant, place);
  return segmentRef(found.variant, found.name);
}

/** As `storedSegment`, by the key of its variant and its number, which cost less. */
export function storedFile({ asset, rendition, key }: MediaVariant, segment: number): SegmentFile {
  return asset.presentation.sharedFileOf?.(rendition, segment) ?? { key, name: segment };
}

export function mediaVariant(asset: Asset, rendition: MediaRendition): MediaVariant {
  return { ...variantOf(asset, rendition), rendition };
}

/**
 * Of each stretch the last track comes first: players that read fragments in the order of the file (VLC 3) drop audio that comes after
 * the video it goes with. The entries are made as they are read: a day in nine tracks may have a million.
 */
export class SegmentOrder implements Iterable<OrderedSegment> {
  readonly length: number;
  /** In the order of each stretch. */
  readonly #tracks: readonly (Omit<OrderedSegment, 'segment'> & { readonly count: number })[];

  /** @param variants of the tracks, in their order. Some may have more segments than others. */
  constructor(variants: readonly MediaVariant[]) {
    this.#tracks = variants
      .map((variant, i) => ({ variant, trackId: i + 1, count: segmentCount(variant) }))
      .reverse();
    this.length = this.#tracks.reduce((sum, { count }) => sum + count, 0);
  }

  get tracks(): number {
    return this.#tracks.length;
  }

  [Symbol.iterator](): Generator<OrderedSegment, void> {
    return this.from(0);
  }

  /** Without the first entries, `skipped` of them. */
  *from(skipped: number): Generator<OrderedSegment, void> {
    const stretches = Math.max(...this.#tracks.map(({ count }) => count));
    for (let segment = 0, i = 0; segment < stretches; segment++) {
      for (const { variant, trackId, count } of this.#tracks) {
        if (segment < count && i++ >= skipped) yield { variant, trackId, segment };
      }
    }
  }
}
