import { renditionsOf } from '../../encoder/index.js';
import { type FoundSegment, segmentOf, type Variant, variantOf } from '../variant.js';
import { type SessionTrace, tracedAsset } from './traced-asset.js';

/**
 * The segment of audio or video that follows one that a session with a hidden mark is sent; it may lie beyond the last.
 * @param asset in the same version, as all viewers have it.
 */
export function nextWithTrace(
  asset: Variant['asset'],
  variant: Variant,
  segment: number,
  trace: SessionTrace,
): FoundSegment | undefined {
  const { rendition } = variant;
  if (rendition.kind === 'image') return undefined;
  if (rendition.kind !== 'video') return segmentOf(variant, segment + 1);
  const view = tracedAsset(asset, trace);
  const place = renditionsOf(variant.asset.ladder).findIndex(({ id }) => id === rendition.id);
  const traced = renditionsOf(view.ladder)[place];
  return traced && segmentOf(variantOf(view, traced), segment + 1);
}
