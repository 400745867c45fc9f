import { renditionsOf } from '../../encoder/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import type { Mark } from '../../shared/marks/mark.js';
import { cutAsset } from '../clips/cut-asset.js';
import { nextInClip } from '../clips/next-in-clip.js';
import { type FoundSegment, segmentOf, type Variant, variantOf } from '../variant.js';
import { markedAsset } from './marked-asset.js';

/** The segment of audio or video that follows one that a session with marks is sent; it may lie beyond the last. */
export function nextWithMarks(
  variant: Variant,
  segment: number,
  marks: readonly Mark[],
): FoundSegment | undefined {
  const { rendition } = variant;
  if (rendition.kind === 'image') return undefined;
  return segmentOf(withMarks(variant, marks), segment + 1);
}

/** The same, of a session that has a clip. @param frames of the clip. */
export function nextInMarkedClip(
  variant: Variant,
  segment: number,
  frames: ClipFrames,
  marks: readonly Mark[],
): FoundSegment | undefined {
  return nextInClip(withMarks(variant, marks), segment, frames);
}

/** The variant of which a session with marks has the segments, where it is sent those of this one. */
function withMarks(variant: Variant, marks: readonly Mark[]): Variant {
  const { asset, rendition } = variant;
  if (rendition.kind !== 'video' || asset.marked) return variant;
  const { clip } = asset;
  const whole = markedAsset(clip?.whole ?? asset, marks);
  const view = clip ? cutAsset(whole, clip) : whole;
  const place = renditionsOf(asset.ladder).findIndex(({ id }) => id === rendition.id);
  return variantOf(view, renditionsOf(view.ladder)[place]!);
}
