/** Assets with the hidden mark of one session each: of every segment of their video one of two variants. */
import type { Rendition, VideoRendition } from '../../encoder/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { SegmentName } from '../../shared/media-url.js';
import { variantOfCode } from '../../shared/trace/codeword.js';
import { writeCode } from '../../shared/trace/trace-code.js';
import type { AssetTraceKeys } from '../../shared/trace/trace-key.js';
import { tracedPlaylistKey, tracedSegmentKey } from '../../shared/trace/traced-names.js';
import type { Asset, AssetRendition } from '../asset.js';
import { encodedAsset } from '../burned-asset.js';
import { listedTimeline } from '../presentation/listed-timeline.js';
import type { SegmentFile } from '../presentation/presentation.js';
import { RecentViews } from '../recent-views.js';
import { withVideo } from '../with-video.js';
import { secondVariants } from './second-variants.js';

/** Of all sessions in memory. With the playlists of its video, also compressed, each costs 600 bytes. */
const MAX_SEGMENTS = 150_000;

const recent = new RecentViews(MAX_SEGMENTS);

/** What determines the hidden mark of a session. */
export interface SessionTrace {
  /** Of the asset. */
  readonly keys: AssetTraceKeys;
  readonly code: number;
}

/**
 * The asset as a session with a hidden mark sees it: its video is encoded, and every segment has a name that does not tell its variant.
 * @param asset known as a whole; see `completed`.
 * @throws OnplayError `trace_impossible` for a master that is still written, and for one whose frames have no reliable times.
 */
export function tracedAsset(asset: Asset, { keys, code }: SessionTrace): Asset {
  assertTraceable(asset);
  return recent.get(asset, `${keys.names} ${writeCode(code)}`, () => tracedAnew(asset, { keys, code }));
}

/** @throws OnplayError `trace_impossible`. */
export function assertTraceable({ complete, index: { video, growth }, map }: Asset): void {
  if (complete || growth || map.isOpen) throw traceImpossible('The master is still written.');
  if (video?.orderUnknown) throw traceImpossible('The times of its frames are not known.');
}

function tracedAnew(asset: Asset, { keys, code }: SessionTrace): Asset {
  const others = encodedAsset(asset);
  const { view, plainOf } = withVideo(others, (plain, ofPlain) => ({
    rendition: { ...plain },
    key: tracedPlaylistKey(keys.names, ofPlain.key, writeCode(code)),
    timeline: listedTimeline(ofPlain.timeline),
  }));
  const variantOf = (place: SegmentName) => (place === 'init' ? 'a' : variantOfCode(keys.codes, place, code));
  const sharedFileOf = (rendition: Rendition, name: SegmentName): SegmentFile | undefined => {
    const plain = plainOf(rendition);
    if (!plain) return undefined;
    const key = others.keyOf(plain);
    if (name === 'init') return { key, name };
    return { key: tracedSegmentKey(keys.names, key, name, variantOf(name)), name };
  };
  const whereIs = (rendition: VideoRendition, place: SegmentName): AssetRendition => {
    const plain = plainOf(rendition) ?? rendition;
    return variantOf(place) === 'a'
      ? { asset: others, rendition: plain }
      : inSecondVariants(asset, plain, keys);
  };
  const presentation = { ...view.presentation, sharedFileOf };
  return { ...view, presentation, traced: { code, whereIs } };
}

/** The second variants of a rendition of the asset with its video encoded. */
export function inSecondVariants(
  asset: Asset,
  plain: VideoRendition,
  { patterns }: Pick<AssetTraceKeys, 'patterns'>,
): AssetRendition {
  const view = secondVariants(asset, patterns);
  const place = encodedAsset(asset).ladder.video.indexOf(plain);
  return { asset: view, rendition: view.ladder.video[place]! };
}

function traceImpossible(why: string): OnplayError {
  return new OnplayError('trace_impossible', {
    publicDetail: `The video cannot have the hidden mark of the playback token. ${why}`,
  });
}
