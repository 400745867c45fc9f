import {
  gainedRendition,
  imageCount,
  parseBurnedId,
  parseGainedId,
  parseMarkedId,
  parseMarkedStillId,
  parseTrimmedId,
  renditionsOf,
  type SegmentedRendition,
  type StillRendition,
  trickRungId,
} from '../encoder/index.js';
import { renditionIdOf, type SegmentName } from '../shared/media-url.js';
import type { Asset } from './asset.js';
import { findGained } from './audio-gain/gained-asset.js';
import { encodedAsset, knownBurnedAsset } from './burned-asset.js';
import { cutAsset } from './clips/cut-asset.js';
import { isWithin } from './clips/frame-grid.js';
import { assetImageWithId, imageTrack } from './image-track.js';
import { withSilence } from './silent-asset.js';

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
  const found = findAmong(findGained(asset, key) ?? asset, key);
  if (found || !isOfAudio(key)) return found;
  const silent = withSilence(asset);
  return silent === asset ? undefined : findAmong(silent, key);
}

/** As ids of audio begin. */
function isOfAudio(key: string): boolean {
  return key.startsWith('a');
}

/**
 * The variant of a key of audio with a gain, by the seal of its key; undefined for any other key.
 * @param asset known as a whole.
 */
export function findGainedVariant(asset: Asset, key: string, seal: string): Variant | undefined {
  const gained = findGained(asset, key, seal);
  return gained && findAmong(gained, key);
}

function findAmong(asset: Asset, key: string): Variant | undefined {
  const trimmed = parseTrimmedId(renditionIdOf(key));
  for (const view of trimmed ? viewsWith(asset, trimmed.renditionId) : []) {
    const variant = trimmedVariant(view, key);
    if (variant) return variant;
  }
  return findWhole(asset, key);
}

/** The variant of a key of a trimmed rendition, if it is of one of this very asset's; undefined while not all frames are known. */
function trimmedVariant(view: Asset, key: string): Variant | undefined {
  const trim = parseTrimmedId(renditionIdOf(key))?.trim;
  const isCut = trim !== undefined && !view.complete && isWithin(view, trim);
  return isCut ? variantOfKey(cutAsset(view, trim), key) : undefined;
}

/** What sessions see of an asset and may have a rendition with this id. */
function viewsWith(asset: Asset, id: string): readonly Asset[] {
  const burned = parseBurnedId(id);
  if (burned) return [knownBurnedAsset(asset, burned.suffix)].filter((view) => view !== undefined);
  const isPassedThrough = asset.ladder.video.some(
    (rendition) => rendition.passthrough && rendition.id === id,
  );
  return isPassedThrough ? [asset, encodedAsset(asset)] : [asset];
}

function findWhole(asset: Asset, key: string): Variant | undefined {
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
  const trimmed = renditionIdOf(key);
  const id = parseTrimmedId(trimmed)?.renditionId ?? trimmed;
  const gained = parseGainedId(id);
  if (gained !== undefined) return isGainedId(asset, id, gained);
  const unmarkedId = parseMarkedStillId(id) ?? parseMarkedId(id)?.renditionId ?? id;
  const plainId = parseBurnedId(unmarkedId)?.renditionId ?? unmarkedId;
  return renditionWithId(isOfAudio(key) ? withSilence(asset) : asset, plainId) !== undefined;
}

/** Whether the id is that of one of the asset's renditions with this gain, in decibels. */
function isGainedId({ ladder }: Asset, id: string, decibels: number): boolean {
  return ladder.audio.some((rendition) => gainedRendition(rendition, { decibels, seal: '' }).id === id);
}

/**
 * Whether an asset has what a key names, so far as that can be told without the marks of a session, which are in its grant, and on a worker without the
 * seal of a gain, which is in its job.
 */
export function isKnown(asset: Asset, key: string): boolean {
  const id = renditionIdOf(key);
  const wholeId = parseTrimmedId(id)?.renditionId ?? id;
  const decibels = asset.gainSeal ? undefined : parseGainedId(wholeId);
  if (decibels !== undefined) return isGainedId(asset, wholeId, decibels);
  const stillId = parseMarkedStillId(id);
  if (stillId !== undefined) return renditionWithId(asset, stillId) !== undefined;
  const marked = parseMarkedId(wholeId);
  if (!marked) return findVariant(asset, key) !== undefined;
  const burned = parseBurnedId(marked.renditionId);
  return !burned || knownBurnedAsset(asset, burned.suffix) !== undefined;
}

/**
 * Whether a variant has a segment of its own: with text burned in, or marks, it has those in which some is shown; a clip has its text, and where
 * it is no more than one segment that the whole does not have, this.
 */
export function hasSegment(variant: Variant, segment: number): boolean {
  const { asset, rendition } = variant;
  if (segment >= segmentCount(variant)) return false;
  if (rendition.kind === 'image') return true;
  return asset.presentation.sharedFileOf?.(rendition, segment) === undefined;
}

/** A segment, and the variant that has it. */
export interface FoundSegment {
  readonly variant: Variant;
  readonly name: SegmentName;
}

/** Where the segment at a place of this variant is found, or its init segment: here, or in another variant, which has it too. */
export function segmentOf(variant: Variant, place: SegmentName): FoundSegment {
  const { asset, rendition } = variant;
  if (asset.traced && rendition.kind === 'video') {
    const { asset: other, rendition: ofOther, name } = asset.traced.whereIs(rendition, place);
    return { variant: variantOf(other, ofOther), name };
  }
  const file = rendition.kind === 'image' ? undefined : asset.presentation.sharedFileOf?.(rendition, place);
  const other = file && variantBeside(asset, file.key);
  return other ? { variant: other, name: file.name } : { variant, name: place };
}

/** Of a clip, the variant is one of the whole, or of a segment with which the clip begins or ends; of burned-in text and of marks, one without. */
function variantBeside({ clip, burn, marked }: Asset, key: string): Variant | undefined {
  if (!clip) {
    const others = (burn ?? marked)?.others;
    return others && (trimmedVariant(others, key) ?? variantOfKey(others, key) ?? variantBeside(others, key));
  }
  const { whole } = clip;
  return trimmedVariant(whole, key) ?? variantOfKey(whole, key) ?? variantBeside(whole, key);
}

/** How many segments a variant has; audio may have more than video, where it is longer. */
export function segmentCount({ asset, rendition }: Variant): number {
  if (rendition.kind === 'image') return countOfImages(asset, rendition);
  return asset.presentation.of(rendition).timeline.seconds.length;
}

/** Sheets are of the whole video, and so of none that is still written. */
function countOfImages(asset: Asset, rendition: StillRendition): number {
  if (rendition.purpose === 'sheet' && asset.map.isOpen) return 0;
  return imageCount(imageTrack(asset, rendition.purpose), rendition);
}

function renditionWithId(asset: Asset, id: string): SegmentedRendition | undefined {
  const image = assetImageWithId(asset, id);
  const still = image ?? asset.presentation.trickPlay?.(trickRungId(id))?.rendition;
  return still ?? renditionsOf(asset.ladder).find((rendition) => rendition.id === id);
}
