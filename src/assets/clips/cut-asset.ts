/** Assets cut to some frames: as a clip, or as one of the segments with which a clip begins and ends. */
import {
  isPassthroughCut,
  type Ladder,
  type Rendition,
  trimmedRendition,
  type VideoRendition,
  withPatternOf,
} from '../../encoder/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import type { Asset, AssetTrace } from '../asset.js';
import { encodedAsset } from '../burned-asset.js';
import { RecentViews } from '../recent-views.js';
import { clipMap } from './clip-map.js';
import { clipPresentation } from './clip-presentation.js';
import { type ClipSegment, clipSegments, withoutShortStretches } from './clip-segments.js';
import { frameGrid, segmentWith } from './frame-grid.js';

/** Of all clips in memory. With all playlists of six renditions, also compressed, each costs 600 bytes. */
const MAX_SEGMENTS = 300_000;

const recent = new RecentViews(MAX_SEGMENTS);

/**
 * The asset as a clip. The master's own video is in it only if it can be cut there.
 * @param asset known as a whole. @param clip of `resolveClip`.
 */
export function clipOf(asset: Asset, clip: ClipFrames): Asset {
  const cut = cutAsset(asset, clip);
  const isCuttable = cuttable.get(cut) ?? canBeCut(asset, cut);
  cuttable.set(cut, isCuttable);
  return isCuttable ? cut : cutAsset(encodedAsset(asset), clip);
}

const cuttable = new WeakMap<Asset, boolean>();

/** Whether the segments of its own can be had of what is passed through. */
function canBeCut(asset: Asset, { clip }: Asset): boolean {
  const { index, ladder, map } = asset;
  const { video } = index;
  const passthrough = ladder.video.find((rendition) => rendition.passthrough);
  if (!video || !passthrough) return true;
  return clip!.segments.every(
    (segment) => 'whole' in segment || isPassthroughCut(video, clipMap(index, map, [segment]), passthrough),
  );
}

/**
 * The asset with all of its renditions cut to the frames; its text and its chapters begin with them. With a hidden mark no segment has frames of two of
 * the whole: what another clip has with the mark of the one, would be had with that of the other, and compared.
 */
export function cutAsset(asset: Asset, clip: ClipFrames): Asset {
  const trim = asset.traced ? withoutShortStretches(asset.index, asset.map, clip) : clip;
  return recent.get(asset, `${trim.first}-${trim.end}`, () => cutAnew(asset, trim));
}

function cutAnew(asset: Asset, trim: ClipFrames): Asset {
  const { complete: _complete, head: _head, burn: _burn, ...whole } = asset;
  const segments = clipSegments(asset.index, asset.map, trim);
  const map = clipMap(asset.index, asset.map, segments);
  const wholeOf = new Map<Rendition, Rendition>();
  // With patterns, only what is of one segment is cut; see `AssetTrace.cutOf`.
  const segment = segmentWith(frameGrid(asset.index, asset.map), trim.first);
  const cut = <R extends Rendition>(rendition: R): R => {
    const trimmed = trimmedRendition(withPatternOf(rendition, segment), trim);
    wholeOf.set(trimmed, rendition);
    return trimmed;
  };
  const ladder: Ladder = {
    video: asset.ladder.video.map(cut),
    audio: asset.ladder.audio.map(cut),
    text: asset.ladder.text.map(cut),
  };
  const presentation = clipPresentation({ whole: asset, segments, map, ladder, wholeOf });
  const traced = asset.traced && cutTrace(asset.traced, segments, wholeOf);
  const clip = { ...trim, segments, whole: asset };
  return { ...whole, map, ladder, presentation, clip, ...(traced && { traced }) };
}

/** The hidden mark of a clip. @param wholeOf returns the rendition of the whole for one of the clip. */
function cutTrace(
  traced: AssetTrace,
  segments: readonly ClipSegment[],
  wholeOf: ReadonlyMap<Rendition, Rendition>,
): AssetTrace {
  const ofWhole = (rendition: VideoRendition) => wholeOf.get(rendition) as VideoRendition;
  return {
    ...traced,
    whereIs: (rendition, place) => {
      const segment = place === 'init' ? undefined : segments[place];
      if (segment && 'own' in segment) return traced.cutOf(ofWhole(rendition), segment.own);
      return traced.whereIs(ofWhole(rendition), segment ? segment.whole : 'init');
    },
    cutOf: (rendition, frames) => traced.cutOf(ofWhole(rendition), frames),
  };
}
