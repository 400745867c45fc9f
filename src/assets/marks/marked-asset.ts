/** Assets with marks drawn into their video, for one session each. */
import { type ImageRendition, markedImage, markedRendition, NO_FONTS } from '../../encoder/index.js';
import type { ClipFrames } from '../../shared/clip.js';
import { marksId, writeMarks } from '../../shared/marks/granted-marks.js';
import { isText, type Mark } from '../../shared/marks/mark.js';
import type { Asset } from '../asset.js';
import { encodedAsset } from '../burned-asset.js';
import { listedTimeline } from '../presentation/listed-timeline.js';
import { RecentViews } from '../recent-views.js';
import { withVideo } from '../with-video.js';
import { areMarked, markedSegments } from './marked-segments.js';
import { presentMarkedStills } from './marked-stills.js';
import { marksImpossible } from './marks-impossible.js';
import { assertImages } from './marks-with-images.js';
import { unmarkedFiles } from './unmarked-files.js';

/** Of all sessions in memory. With the playlists of its video, also compressed, each costs 600 bytes. */
const MAX_SEGMENTS = 150_000;

const recent = new RecentViews(MAX_SEGMENTS);

/**
 * The asset as a session with marks sees it: its video is encoded, and its segments without a mark are those of every session.
 * @param asset known as a whole; see `completed`. @param marks fit into a grant; see `writeMarks`.
 * @throws OnplayError `marks_impossible` for a master that is still written, and for one whose frames have no reliable times; where
 *   there is no font for text; where an image is another one by now.
 */
export function markedAsset(asset: Asset, marks: readonly Mark[]): Asset {
  const { video, growth } = asset.index;
  if (asset.complete || growth || asset.map.isOpen) throw marksImpossible('The master is still written.');
  if (video?.orderUnknown) throw marksImpossible('The times of its frames are not known.');
  assertImages(asset, marks);
  if ((asset.fontsId ?? NO_FONTS) === NO_FONTS && marks.some(isText))
    throw marksImpossible('This server has no font to draw them with. Install fonts-dejavu-core.');
  const written = writeMarks(marks);
  if (written === undefined) throw marksImpossible('They are too long.');
  return recent.get(asset, written, () => markedAnew(asset, marks, written));
}

function markedAnew(asset: Asset, marks: readonly Mark[], written: string): Asset {
  // With text burned in, nothing is passed through.
  const others = asset.burn ? asset : encodedAsset(asset);
  const session = { id: marksId(written), list: marks };
  const fonts = asset.fontsId ?? NO_FONTS;
  const segments = markedSegments(asset.index, asset.map, marks);
  const hasShared = segments.size < others.map.videoCount;
  const { view, plainOf } = withVideo(others, (plain, { timeline }) => {
    const rendition = markedRendition(plain, session, fonts);
    const key = others.keyOf(rendition);
    return { rendition, key, timeline: hasShared ? listedTimeline(timeline) : timeline };
  });
  const sharedFileOf = unmarkedFiles({ segments, others, plainOf });
  const imageOf = (rendition: ImageRendition) => markedImage(rendition, session, fonts);
  const stills = presentMarkedStills({ others, video: view.ladder.video, imageOf });
  const presentation = { ...view.presentation, ...stills, ...(hasShared && { sharedFileOf }) };
  const isShownIn = (frames: ClipFrames) => areMarked(asset.index, frames, marks);
  return { ...view, presentation, marked: { marks, segments, others, isShownIn, plainOf, imageOf } };
}
