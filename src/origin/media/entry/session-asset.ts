/** An asset as a session sees it: with text burned in, as a clip, or with marks. */
import type { PlaybackScope } from '../../../access/index.js';
import {
  type Asset,
  burnedAsset,
  clipOf,
  completed,
  markedAsset,
  resolveClip,
  sharedSegments,
  type Texts,
} from '../../../assets/index.js';
import { renditionsOf } from '../../../encoder/index.js';
import type { Viewer } from '../../../segments/index.js';
import type { ClipRange } from '../../../shared/clip.js';
import { OnplayError } from '../../../shared/errors.js';
import { writeSegmentSet } from '../../../shared/marks/granted-marks.js';
import type { Mark } from '../../../shared/marks/mark.js';
import { versionMarkOf } from '../../../shared/media-url.js';
import { Urgency } from '../../../shared/scheduler/urgency.js';
import { marksUnsupported } from './refuse-marks.js';

/** What the session asks for, or is limited to. */
interface SessionView {
  /** Id of a text. */
  readonly burn: string | undefined;
  /** The clip is what all of them have; without any, there is none. */
  readonly clip: readonly ClipRange[];
  readonly marks: readonly Mark[] | undefined;
}

/** What reads text that is burned in, and for whom. */
interface TextReader {
  readonly texts: Pick<Texts, 'sourceTrack'>;
  readonly viewer: Viewer;
}

/** @throws OnplayError `burn_impossible`, `clip_impossible`, `marks_impossible`, `marks_unsupported`; as `Asset.complete` and `Texts.sourceTrack`. */
export async function sessionAsset(
  asset: Asset,
  { burn, clip, marks }: SessionView,
  reader: TextReader,
): Promise<Asset> {
  if (marks && (burn !== undefined || clip.length > 0)) throw marksUnsupported();
  if (marks) return markedAsset(await completed(asset), marks);
  if (burn === undefined && clip.length === 0) return asset;
  const whole = await completed(asset);
  const view = burn === undefined ? whole : await burned(whole, burn, reader);
  return clip.length === 0 ? view : clipOf(view, resolveClip(view, clip));
}

async function burned(asset: Asset, burn: string, { texts, viewer }: TextReader): Promise<Asset> {
  const context = { ...viewer, urgency: new Urgency('demand') };
  const view = await burnedAsset(asset, burn, (text) => texts.sourceTrack(asset, text, context));
  if (view) return view;
  throw new OnplayError('burn_impossible', {
    publicDetail: `The asset has no text ${burn} that can be burned into its video.`,
  });
}

/** The scope of grants for a session that sees the asset so. */
export function viewScope(scope: PlaybackScope, { clip, marked, map, presentation }: Asset): PlaybackScope {
  if (!clip && !marked) return scope;
  const version = versionMarkOf(presentation.of(renditionsOf(presentation.ladder)[0]!).key);
  if (marked) {
    const unmarked = writeSegmentSet(map.videoCount, (segment) => !marked.segments.has(segment));
    return { ...scope, marked: { version, unmarked, marks: marked.marks } };
  }
  const { first, end, segments } = clip!;
  return { ...scope, granted: { version, first, end, shared: sharedSegments(segments) } };
}
