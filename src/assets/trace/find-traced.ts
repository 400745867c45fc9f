import type { ClipFrames } from '../../shared/clip.js';
import type { MediaPath } from '../../shared/media-url.js';
import { parseTracedKey, tracedSegmentKey } from '../../shared/trace/traced-names.js';
import type { Asset } from '../asset.js';
import { cutAsset } from '../clips/cut-asset.js';
import { frameGrid, isWithin, segmentHolding } from '../clips/frame-grid.js';
import { type Variant, variantOf } from '../variant.js';
import { assertTraceable, cutKey, renditionIn, type SessionTrace, tracedAsset } from './traced-asset.js';
import { type TracedVideo, tracedViews } from './traced-views.js';

/** A segment with a hidden mark, as it is asked for. */
export interface TracedSegment {
  /** What is encoded and kept, under a key that tells which variant it is. */
  readonly variant: Variant;
  /** The rendition as all viewers have it, which tells nothing; cut, if the segment is. */
  readonly plain: Variant;
}

/**
 * The variant of a segment that has this name, also of one that a clip begins or ends with; undefined for a name that is not this segment's in
 * this version. With marks that are seen, a segment in which one stands has no name without it.
 * @param asset known as a whole. @throws OnplayError `trace_impossible`, `marks_impossible`.
 */
export function findTraced(
  asset: Asset,
  video: TracedVideo,
  { renditionKey, file }: Pick<MediaPath, 'renditionKey' | 'file'>,
): TracedSegment | undefined {
  assertTraceable(asset);
  const { others, at } = tracedViews(asset, video);
  const { renditionId, trim } = parseTracedKey(renditionKey) ?? {};
  const place = others.ladder.video.findIndex(({ id }) => id === renditionId);
  const rendition = others.ladder.video[place];
  if (!rendition || typeof file !== 'number' || (trim && !isOfOneSegment(asset, trim))) return undefined;
  const plainKey = trim ? cutKey(others, rendition, trim) : others.keyOf(rendition);
  const found = at(trim ?? file);
  const { names } = video.keys;
  const variant = (['a', 'b'] as const).find(
    (each) => tracedSegmentKey(names, plainKey, file, each, found.marks) === renditionKey,
  );
  // Nothing is cut before the name is known to be genuine.
  const toVariant = (view: Asset) => {
    const { asset: cut, rendition: own } = renditionIn(trim ? cutAsset(view, trim) : view, place);
    return variantOf(cut, own);
  };
  return variant && { variant: toVariant(found.in(variant)), plain: toVariant(others) };
}

/** Whatever clip a grant is for: nothing else is cut for a session with a hidden mark. */
function isOfOneSegment(asset: Asset, frames: ClipFrames): boolean {
  return isWithin(asset, frames) && segmentHolding(frameGrid(asset.index, asset.map), frames) !== undefined;
}

/**
 * The variant of a key of a playlist of the very session, of the whole or of a clip; undefined for any other key.
 * @param asset known as a whole. @throws OnplayError `trace_impossible`, `marks_impossible`.
 */
export function findTracedPlaylist(asset: Asset, key: string, trace: SessionTrace): Variant | undefined {
  const whole = tracedAsset(asset, trace);
  const trim = parseTracedKey(key)?.trim;
  const view = trim ? cutTo(whole, trim) : whole;
  const rendition = view?.ladder.video.find((one) => view.keyOf(one) === key);
  return view && rendition && variantOf(view, rendition);
}

function cutTo(whole: Asset, trim: ClipFrames): Asset | undefined {
  return isWithin(whole, trim) ? cutAsset(whole, trim) : undefined;
}
