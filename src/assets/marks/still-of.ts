import {
  parseMarkedStillId,
  type StillRendition,
  showsMarks,
  trickRungId,
  unmarkedImage,
} from '../../encoder/index.js';
import type { SegmentName } from '../../shared/media-url.js';
import type { AssetMarks } from '../asset.js';
import { imageTrack } from '../image-track.js';
import { type Variant, variantOf } from '../variant.js';

/**
 * The variant that has the image that a session gets for one of a variant: this one, or with marks, of which none stands at a time that the
 * image shows, that of all sessions. Also of init segments of trick play, which show nothing.
 */
export function stillOf(variant: Variant, name: SegmentName): Variant {
  const { asset, rendition } = variant;
  const { marked } = asset;
  if (rendition.kind !== 'image' || !marked) return variant;
  const track = imageTrack(asset, rendition.purpose);
  const isFile = rendition.purpose !== 'trick' && rendition.file !== undefined;
  const isOwn = track && !isFile && name !== 'init' && showsMarks(track, rendition, name, marked.marks);
  return isOwn ? variant : variantOf(marked.others, unmarked(rendition, marked));
}

function unmarked(rendition: StillRendition, { others }: AssetMarks): StillRendition {
  if (rendition.purpose !== 'trick') return unmarkedImage(rendition);
  const plain = others.presentation.trickPlay?.(trickRungId(parseMarkedStillId(rendition.id) ?? ''));
  if (!plain) throw new Error('there is no trick play without marks');
  return plain.rendition;
}
