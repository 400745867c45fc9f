/** An asset as a session sees it: with text burned in, as a clip, or with marks, also hidden ones. */
import type { PlaybackScope } from '../../../access/index.js';
import {
  type Asset,
  type AssetMarks,
  burnedAsset,
  clipOf,
  completed,
  markedAsset,
  marksWithImages,
  resolveClip,
  type SessionTrace,
  sharedSegments,
  type Texts,
  tracedAsset,
} from '../../../assets/index.js';
import { renditionsOf } from '../../../encoder/index.js';
import type { Viewer } from '../../../segments/index.js';
import type { ClipFrames, ClipRange } from '../../../shared/clip.js';
import { OnplayError } from '../../../shared/errors.js';
import { writeSegmentSet } from '../../../shared/marks/granted-marks.js';
import type { Mark } from '../../../shared/marks/mark.js';
import { versionMarkOf } from '../../../shared/media-url.js';
import { Urgency } from '../../../shared/scheduler/urgency.js';
import type { TraceSecret } from '../../../shared/trace/trace-secret.js';
import { traceUnsupported } from './refuse-trace.js';

/** What the session asks for, or is limited to. */
export interface SessionView {
  /** Id of a text. */
  readonly burn: string | undefined;
  /** The clip is what all of them have; without any, there is none. */
  readonly clip: readonly ClipRange[];
  readonly marks: readonly Mark[] | undefined;
  /** The hidden mark. */
  readonly trace?: SessionTrace | undefined;
}

/** What reads text that is burned in, and for whom. */
export interface TextReader {
  readonly texts: Pick<Texts, 'sourceTrack'>;
  readonly viewer: Viewer;
}

/** @throws OnplayError `burn_impossible`, `clip_impossible`, `marks_impossible`, `trace_impossible`, `trace_unsupported`; as `Asset.complete` and `Texts.sourceTrack`. */
export async function sessionAsset(
  asset: Asset,
  { burn, clip, marks, trace }: SessionView,
  reader: TextReader,
): Promise<Asset> {
  if (trace && burn !== undefined) throw traceUnsupported();
  if (!trace && !marks && burn === undefined && clip.length === 0) return asset;
  const whole = await completed(asset);
  const unmarked = burn === undefined ? whole : await burned(whole, burn, reader);
  const view = withMarks(unmarked, { marks: marks && marksWithImages(unmarked, marks), trace });
  return clip.length === 0 ? view : clipOf(view, resolveClip(view, clip));
}

/** What is drawn into the video of a session, seen or not. */
export interface SessionMarks {
  /** Of which images have their hashes. */
  readonly marks: readonly Mark[] | undefined;
  readonly trace: SessionTrace | undefined;
}

/** The asset with the marks of a session. @param asset known as a whole. @throws OnplayError `marks_impossible`, `trace_impossible`. */
export function withMarks(asset: Asset, { marks, trace }: SessionMarks): Asset {
  if (trace) return tracedAsset(asset, { ...trace, marks });
  return marks ? markedAsset(asset, marks) : asset;
}

/** Those that a grant demands of its asset. */
export function grantedMarks({ asset, marked, code }: PlaybackScope, secret: TraceSecret): SessionMarks {
  const trace = code === undefined ? undefined : { keys: secret.keysOf(asset), code };
  return { marks: marked?.marks, trace };
}

async function burned(asset: Asset, burn: string, { texts, viewer }: TextReader): Promise<Asset> {
  const context = { ...viewer, urgency: new Urgency('demand') };
  const view = await burnedAsset(asset, burn, (text) => texts.sourceTrack(asset, text, context));
  if (view) return view;
  throw new OnplayError('burn_impossible', {
    publicDetail: `The asset has no text ${burn} that can be burned into its video.`,
  });
}

/** What the hidden mark of a token follows from; undefined for a token without one. */
export function sessionTrace(
  { asset, trace, viewer = '', tenant }: PlaybackScope,
  secret: TraceSecret,
): SessionTrace | undefined {
  if (trace === undefined) return undefined;
  const ofViewer = () => secret.codeOf({ viewer, ...(tenant !== undefined && { tenant }) });
  return { keys: secret.keysOf(asset), code: trace === true ? ofViewer() : trace };
}

/** The scope of grants for a session that sees the asset so. */
export function viewScope(scope: PlaybackScope, asset: Asset): PlaybackScope {
  const { clip, marked, traced, presentation } = asset;
  if (!clip && !marked && !traced) return scope;
  const version = versionMarkOf(presentation.of(renditionsOf(presentation.ladder)[0]!).key);
  return {
    ...scope,
    ...(traced && { code: traced.code }),
    ...(clip && { granted: { ...framesOf(clip), version, shared: sharedSegments(clip.segments) } }),
    ...(marked && { marked: { version, unmarked: unmarkedSegments(asset, marked), marks: marked.marks } }),
  };
}

function framesOf({ first, end }: ClipFrames): ClipFrames {
  return { first, end };
}

/** Of the whole, which the edges share, also for a clip. */
function unmarkedSegments({ map, clip }: Asset, { segments }: AssetMarks): string {
  const { videoCount } = clip?.whole.map ?? map;
  return writeSegmentSet(videoCount, (segment) => !segments.has(segment));
}
