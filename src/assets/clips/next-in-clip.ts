import { renditionsOf, trimmedRendition } from '../../encoder/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import type { Asset } from '../asset.js';
import { type FoundSegment, segmentOf, type Variant, variantOf } from '../variant.js';
import type { ClipSegment } from './clip-segments.js';
import { cutAsset } from './cut-asset.js';

/** The segment of audio or video that follows one of a clip; undefined after its last, and for one that it does not have. */
export function nextInClip(
  { asset, rendition }: Variant,
  segment: number,
  frames: ClipFrames,
): FoundSegment | undefined {
  if (rendition.kind === 'image') return undefined;
  const view = cutAsset(asset.clip?.whole ?? asset, frames);
  const { segments } = view.clip!;
  const place = 1 + segments.findIndex((each) => isSame(each, asset, segment));
  if (place === 0 || place === segments.length) return undefined;
  const whole = asset.clip ? wholeOf(asset, rendition.id) : rendition;
  const id = whole && trimmedRendition(whole, frames).id;
  const trimmed = renditionsOf(view.ladder).find((each) => each.id === id);
  return trimmed && segmentOf(variantOf(view, trimmed), place);
}

function isSame(segment: ClipSegment, { clip }: Asset, number: number): boolean {
  if ('whole' in segment) return clip === undefined && segment.whole === number;
  return clip !== undefined && clip.first === segment.own.first && clip.end === segment.own.end;
}

/** The rendition that one of a cut asset is cut of. */
function wholeOf({ clip, ladder }: Asset, id: string) {
  const place = renditionsOf(ladder).findIndex((each) => each.id === id);
  return renditionsOf(clip!.whole.ladder)[place];
}
