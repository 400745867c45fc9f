import {
  type ImageRendition,
  imageCount,
  imageRenditionWithId,
  renditionsOf,
  type SegmentedRendition,
} from '../encoder/index.js';
import { renditionIdOf } from '../shared/media-url.js';
import type { Asset } from './asset.js';
import { imageTrack, posterFile } from './image-track.js';

/** A rendition of one version of an asset: what determines the bytes of its segments. */
export interface Variant {
  readonly asset: Asset;
  readonly rendition: SegmentedRendition;
  /** In URLs, entity tags and logs: the rendition's id, a hyphen and 16 hexadecimal digits; see `renditionKey`. */
  readonly key: string;
}

/** The variant of one of the asset's renditions. */
export function variantOf(asset: Asset, rendition: SegmentedRendition): Variant {
  return { asset, rendition, key: asset.keyOf(rendition) };
}

/** The variant of a key; undefined where this version of the master, encoded by this build, has none. */
export function findVariant(asset: Asset, key: string): Variant | undefined {
  const rendition = renditionWithId(asset, renditionIdOf(key));
  const variant = rendition && variantOf(asset, rendition);
  return variant?.key === key ? variant : undefined;
}

/** Whether this version has the rendition that a key names, in whatever version or build the key is of. */
export function hasRenditionOf(asset: Asset, key: string): boolean {
  return renditionWithId(asset, renditionIdOf(key)) !== undefined;
}

/** How many segments a variant has; audio may have more than video, where it is longer. */
export function segmentCount({ asset, rendition }: Variant): number {
  if (rendition.kind === 'image') return countOfImages(asset, rendition);
  return asset.presentation.of(rendition).timeline.seconds.length;
}

/** Sheets are of the whole video, and so of none that is still written. */
function countOfImages(asset: Asset, rendition: ImageRendition): number {
  const track = imageTrack(asset, rendition.purpose);
  if (!track || (rendition.purpose === 'sheet' && asset.map.isOpen)) return 0;
  return imageCount(track, rendition);
}

function renditionWithId(asset: Asset, id: string): SegmentedRendition | undefined {
  const { video } = asset.index;
  const image = video && imageRenditionWithId(video, id, posterFile(asset));
  return image ?? renditionsOf(asset.ladder).find((rendition) => rendition.id === id);
}
