/** Assets with the hidden mark of one session each: of every segment of their video one of two variants. */
import {
  type Rendition,
  type SegmentedRendition,
  trimmedRendition,
  type VideoRendition,
} from '../../encoder/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import { OnplayError } from '../../shared/errors.js';
import { writeMarks } from '../../shared/marks/granted-marks.js';
import type { SegmentName } from '../../shared/media-url.js';
import { variantOfCode } from '../../shared/trace/codeword.js';
import { writeCode } from '../../shared/trace/trace-code.js';
import { tracedPlaylistKey, tracedSegmentKey } from '../../shared/trace/traced-names.js';
import type { Asset, AssetRendition, AssetTrace } from '../asset.js';
import { cutAsset } from '../clips/cut-asset.js';
import { frameGrid, segmentHolding } from '../clips/frame-grid.js';
import { listedTimeline } from '../presentation/listed-timeline.js';
import type { SegmentFile } from '../presentation/presentation.js';
import { RecentViews } from '../recent-views.js';
import { withVideo } from '../with-video.js';
import { type TracedVideo, tracedViews } from './traced-views.js';

/** Of all sessions in memory. With the playlists of its video, also compressed, each costs 600 bytes. */
const MAX_SEGMENTS = 150_000;

const recent = new RecentViews(MAX_SEGMENTS);

/** What determines the video of a session with a hidden mark. */
export interface SessionTrace extends TracedVideo {
  readonly code: number;
}

/**
 * The asset as a session with a hidden mark sees it: its video is encoded, and every segment has a name that does not tell its variant.
 * @param asset known as a whole; see `completed`.
 * @throws OnplayError `trace_impossible` for a master that is still written, and for one whose frames have no reliable times; `marks_impossible` as
 *   `markedAsset`, for a session with marks that are seen.
 */
export function tracedAsset(asset: Asset, trace: SessionTrace): Asset {
  assertTraceable(asset);
  const { keys, code, marks } = trace;
  const name = `${keys.names} ${writeCode(code)} ${marks ? writeMarks(marks) : ''}`;
  return recent.get(asset, name, () => tracedAnew(asset, trace));
}

/** @throws OnplayError `trace_impossible`. */
export function assertTraceable({ complete, index: { video, growth }, map }: Asset): void {
  if (complete || growth || map.isOpen) throw traceImpossible('The master is still written.');
  if (video?.orderUnknown) throw traceImpossible('The times of its frames are not known.');
}

function tracedAnew(asset: Asset, trace: SessionTrace): Asset {
  const { keys, code, marks } = trace;
  const { others, marked, at } = tracedViews(asset, trace);
  const ofSession = writeCode(code) + (marks ? `\n${writeMarks(marks)}` : '');
  const { view, plainOf } = withVideo(others, (plain, ofPlain) => ({
    rendition: { ...plain },
    key: tracedPlaylistKey(keys.names, ofPlain.key, ofSession),
    timeline: listedTimeline(ofPlain.timeline),
  }));
  const variantOf = (segment: number) => variantOfCode(keys.codes, segment, code);
  const placeOf = (rendition: VideoRendition) => others.ladder.video.indexOf(plainOf(rendition)!);
  const sharedFileOf = (rendition: Rendition, name: SegmentName): SegmentFile | undefined => {
    const plain = plainOf(rendition);
    if (!plain) return undefined;
    const key = others.keyOf(plain);
    if (name === 'init') return { key, name };
    return { key: tracedSegmentKey(keys.names, key, name, variantOf(name), at(name).marks), name };
  };
  const whereIs: AssetTrace['whereIs'] = (rendition, name) => {
    const found = name === 'init' ? others : at(name).in(variantOf(name));
    return { ...renditionIn(found, placeOf(rendition)), name };
  };
  const cutOf: AssetTrace['cutOf'] = (rendition, frames) => {
    const segment = segmentHolding(frameGrid(asset.index, asset.map), frames);
    if (segment === undefined) throw new RangeError(`of several: ${frames.first} to ${frames.end}`);
    const variant = variantOf(segment);
    const plainKey = cutKey(others, plainOf(rendition)!, frames);
    const key = tracedSegmentKey(keys.names, plainKey, 0, variant, at(frames).marks);
    return { ...renditionIn(cutAsset(at(frames).in(variant), frames), placeOf(rendition)), name: 0, key };
  };
  const keyOf = (rendition: SegmentedRendition) => {
    const key = view.keyOf(rendition);
    const isCut = rendition.kind === 'video' && rendition.trim !== undefined;
    return isCut ? tracedPlaylistKey(keys.names, key, ofSession) : key;
  };
  const presentation = { ...view.presentation, sharedFileOf };
  return { ...view, presentation, keyOf, traced: { code, whereIs, cutOf }, ...(marked && { marked }) };
}

/** The key of a rendition that is cut to frames. */
export function cutKey(asset: Asset, rendition: VideoRendition, frames: ClipFrames): string {
  return asset.keyOf(trimmedRendition(rendition, frames));
}

/** The rendition of video at a place of the ladder. */
export function renditionIn(asset: Asset, place: number): AssetRendition {
  return { asset, rendition: asset.ladder.video[place]! };
}

function traceImpossible(why: string): OnplayError {
  return new OnplayError('trace_impossible', {
    publicDetail: `The video cannot have the hidden mark of the playback token. ${why}`,
  });
}
