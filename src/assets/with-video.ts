/** Views of an asset whose video is made otherwise, segment by segment: with marks, visible or hidden. */
import type { Rendition, SegmentedRendition, VideoRendition } from '../encoder/index.js';
import type { Asset } from './asset.js';
import { PresentedRendition } from './presentation/presented-rendition.js';
import type { Timeline } from './presentation/timeline.js';

/** What takes the place of one of the video renditions of an asset. */
interface OtherVideo {
  /** An object of its own. */
  readonly rendition: VideoRendition;
  /** In URLs, entity tags and logs; see `renditionKey`. */
  readonly key: string;
  /** Of the same segments; default that of the rendition whose place it takes. */
  readonly timeline?: Timeline;
}

interface VideoView {
  readonly view: Asset;
  /** The rendition whose place one has taken; undefined for any other than the view's video. */
  readonly plainOf: (rendition: Rendition) => VideoRendition | undefined;
}

/**
 * The asset with other video, which is advertised as the asset's is. Images of the asset show its frames as they are: thumbnails and frames for
 * trick play are left out.
 * @param others is no clip. @param otherVideo returns what takes the place of a rendition, which is presented so.
 */
export function withVideo(
  others: Asset,
  otherVideo: (plain: VideoRendition, ofPlain: PresentedRendition) => OtherVideo,
): VideoView {
  const { burn: _burn, clip: _clip, ...rest } = others;
  const { thumbnails: _thumbnails, trickPlay: _trickPlay, ...whole } = others.presentation;
  const presented = new Map<SegmentedRendition, PresentedRendition>();
  const plain = new Map<Rendition, VideoRendition>();
  const video = others.ladder.video.map((rendition) => {
    const ofPlain = whole.of(rendition);
    const { timeline = ofPlain.timeline, ...other } = otherVideo(rendition, ofPlain);
    const measure = () => ofPlain.maximum;
    presented.set(other.rendition, new PresentedRendition(other.key, timeline, measure, ofPlain));
    plain.set(other.rendition, rendition);
    return other.rendition;
  });
  const ladder = { ...others.ladder, video };
  const of = (rendition: Rendition) => presented.get(rendition) ?? whole.of(rendition);
  const keyOf = (rendition: SegmentedRendition) => presented.get(rendition)?.key ?? others.keyOf(rendition);
  const view = { ...rest, ladder, presentation: { ...whole, ladder, of }, keyOf };
  return { view, plainOf: (rendition) => plain.get(rendition) };
}
