/** An asset as a session sees it: with text burned in, or as a clip. */
import type { PlaybackScope } from '../../access/index.js';
import {
  type Asset,
  burnedAsset,
  clipOf,
  completed,
  resolveClip,
  sharedSegments,
  type Texts,
} from '../../assets/index.js';
import { renditionsOf } from '../../encoder/index.js';
import type { Viewer } from '../../segments/index.js';
import type { ClipRange } from '../../shared/clip.js';
import { OnplayError } from '../../shared/errors.js';
import { versionMarkOf } from '../../shared/media-url.js';
import { Urgency } from '../../shared/scheduler/urgency.js';

/** What the session asks for, or is limited to. */
interface SessionView {
  /** Id of a text. */
  readonly burn: string | undefined;
  /** The clip is what all of them have; without any, there is none. */
  readonly clip: readonly ClipRange[];
}

/** What reads text that is burned in, and for whom. */
interface TextReader {
  readonly texts: Pick<Texts, 'fileTrack'>;
  readonly viewer: Viewer;
}

/** @throws OnplayError `burn_impossible`, `clip_impossible`; as `Asset.complete` and `Texts.fileTrack`. */
export async function sessionAsset(
  asset: Asset,
  { burn, clip }: SessionView,
  reader: TextReader,
): Promise<Asset> {
  if (burn === undefined && clip.length === 0) return asset;
  const whole = await completed(asset);
  const view = burn === undefined ? whole : await burned(whole, burn, reader);
  return clip.length === 0 ? view : clipOf(view, resolveClip(view, clip));
}

async function burned(asset: Asset, burn: string, { texts, viewer }: TextReader): Promise<Asset> {
  const context = { ...viewer, urgency: new Urgency('demand') };
  const view = await burnedAsset(asset, burn, (file) => texts.fileTrack(asset, file, context));
  if (view) return view;
  throw new OnplayError('burn_impossible', {
    publicDetail: `The asset has no text ${burn} that can be burned into its video.`,
  });
}

/** The scope of grants for a session that sees the asset so. */
export function clipScope(scope: PlaybackScope, { clip, presentation }: Asset): PlaybackScope {
  if (!clip) return scope;
  const { first, end, segments } = clip;
  const version = versionMarkOf(presentation.of(renditionsOf(presentation.ladder)[0]!).key);
  return { ...scope, granted: { version, first, end, shared: sharedSegments(segments) } };
}
