import { renditionsOf } from '../../encoder/index.js';
import type { Mark } from '../../shared/marks/mark.js';
import { type FoundSegment, segmentOf, type Variant, variantOf } from '../variant.js';
import { markedAsset } from './marked-asset.js';

/** The segment of audio or video that follows one that a session with marks is sent; it may lie beyond the last. */
export function nextWithMarks(
  variant: Variant,
  segment: number,
  marks: readonly Mark[],
): FoundSegment | undefined {
  const { asset, rendition } = variant;
  if (rendition.kind === 'image') return undefined;
  if (rendition.kind !== 'video') return segmentOf(variant, segment + 1);
  const view = asset.marked ? asset : markedAsset(asset, marks);
  const place = renditionsOf(asset.ladder).findIndex(({ id }) => id === rendition.id);
  const marked = renditionsOf(view.ladder)[place];
  return marked && segmentOf(variantOf(view, marked), segment + 1);
}
