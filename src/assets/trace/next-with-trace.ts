import { renditionsOf } from '../../encoder/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import type { Asset } from '../asset.js';
import { cutAsset } from '../clips/cut-asset.js';
import { nextInClip } from '../clips/next-in-clip.js';
import { type FoundSegment, segmentOf, type Variant, variantOf } from '../variant.js';
import { type SessionTrace, tracedAsset } from './traced-asset.js';

/**
 * The segment of audio or video that follows one that a session with a hidden mark is sent; it may lie beyond the last.
 * @param asset in the same version, as all viewers have it. @param frames of the clip that the session has; default all.
 */
export function nextWithTrace(
  asset: Asset,
  variant: Variant,
  segment: number,
  { trace, frames }: { readonly trace: SessionTrace; readonly frames: ClipFrames | undefined },
): FoundSegment | undefined {
  if (variant.rendition.kind === 'image') return undefined;
  const traced = withTrace(asset, variant, trace);
  if (frames) return traced && nextInClip(traced, segment, frames);
  return traced && segmentOf(traced, segment + 1);
}

/** The variant of which a session has the segments, where it is sent those of this one. */
function withTrace(asset: Asset, variant: Variant, trace: SessionTrace): Variant | undefined {
  const { rendition } = variant;
  if (rendition.kind !== 'video') return variant;
  const { clip, ladder } = variant.asset;
  const whole = tracedAsset(asset, trace);
  const view = clip ? cutAsset(whole, clip) : whole;
  const place = renditionsOf(ladder).findIndex(({ id }) => id === rendition.id);
  const traced = renditionsOf(view.ladder)[place];
  return traced && variantOf(view, traced);
}
