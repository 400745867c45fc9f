import {
  imageCount,
  imageRenditionWithId,
  parseBurnedId,
  renditionsOf,
  type SegmentedRendition,
  type StillRendition,
  trickRungId,
} from '../encoder/index.js';
import { renditionIdOf } from '../shared/media-url.js';
import type { Asset } from './asset.js';
import { encodedAsset, knownBurnedAsset } from './burned-asset.js';
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

/**
 * The variant of a key, also of a rendition that only some sessions are offered; undefined where this version of the master, encoded by
 * this build, has none.
 */
export function findVariant(asset: Asset, key: string): Variant | undefined {
  const id = renditionIdOf(key);
  const burned = parseBurnedId(id);
  if (burned) return variantOfKey(knownBurnedAsset(asset, burned.suffix), key);
  const variant = variantOfKey(asset, key);
  const rendition = renditionWithId(asset, id);
  const isPassedThrough = rendition?.kind === 'video' && rendition.passthrough === true;
  return variant ?? (isPassedThrough ? variantOfKey(encodedAsset(asset), key) : undefined);
}

function variantOfKey(asset: Asset | undefined, key: string): Variant | undefined {
  const rendition = asset && renditionWithId(asset, renditionIdOf(key));
  const variant = rendition && variantOf(asset, rendition);
  return variant?.key === key ? variant : undefined;
}

/** Whether this version has the rendition that a key names, in whatever version or build the key is of. */
export function hasRenditionOf(asset: Asset, key: string): boolean {
  const id = renditionIdOf(key);
  return renditionWithId(asset, parseBurnedId(id)?.renditionId ?? id) !== undefined;
}

/** Whether a variant has a segment of its own: with text burned in, it has those in which text is shown. */
export function hasSegment(variant: Variant, segment: number): boolean {
  const { asset, rendition } = variant;
  if (segment >= segmentCount(variant)) return false;
  return rendition.kind !== 'video' || !asset.burn || asset.burn.segments.has(segment);
}

/** The variant that has a segment which this one's playlist lists: this one, or that without text. */
export function variantWith(variant: Variant, segment: number): Variant {
  const { asset, rendition, key } = variant;
  if (rendition.kind === 'image') return variant;
  const sharedKey = asset.presentation.sharedKeyOf?.(rendition, segment) ?? key;
  return sharedKey === key ? variant : (variantOfKey(asset.burn?.others, sharedKey) ?? variant);
}

/** How many segments a variant has; audio may have more than video, where it is longer. */
export function segmentCount({ asset, rendition }: Variant): number {
  if (rendition.kind === 'image') return countOfImages(asset, rendition);
  return asset.presentation.of(rendition).timeline.seconds.length;
}

/** Sheets are of the whole video, and so of none that is still written. */
function countOfImages(asset: Asset, rendition: StillRendition): number {
  const track = imageTrack(asset, rendition.purpose);
  if (!track || (rendition.purpose === 'sheet' && asset.map.isOpen)) return 0;
  return imageCount(track, rendition);
}

function renditionWithId(asset: Asset, id: string): SegmentedRendition | undefined {
  const { video } = asset.index;
  const image = video && imageRenditionWithId(video, id, posterFile(asset));
  const still = image ?? asset.presentation.trickPlay?.(trickRungId(id))?.rendition;
  return still ?? renditionsOf(asset.ladder).find((rendition) => rendition.id === id);
}
