/** An asset as a session sees it: with text burned in, or as a clip. */
import type { PlaybackScope } from '../../access/index.js';
import {
  type Asset,
  burnedAsset,
  clipOf,
  completed,
  resolveClip,
  sharedSegments,
} from '../../assets/index.js';
import { renditionsOf } from '../../encoder/index.js';
import type { ClipRange } from '../../shared/clip.js';
import { OnplayError } from '../../shared/errors.js';
import { versionMarkOf } from '../../shared/media-url.js';

/** What the session asks for, or is limited to. */
interface SessionView {
  /** Id of a text. */
  readonly burn: string | undefined;
  /** The clip is what all of them have; without any, there is none. */
  readonly clip: readonly ClipRange[];
}

/** @throws OnplayError `burn_impossible`, `clip_impossible`; as `Asset.complete` and `Asset.readSidecar`. */
export async function sessionAsset(
  asset: Asset,
  { burn, clip }: SessionView,
  signal: AbortSignal,
): Promise<Asset> {
  if (burn === undefined && clip.length === 0) return asset;
  const whole = await completed(asset);
  const view = burn === undefined ? whole : await burned(whole, burn, signal);
  return clip.length === 0 ? view : clipOf(view, resolveClip(view, clip));
}

async function burned(asset: Asset, burn: string, signal: AbortSignal): Promise<Asset> {
  const view = await burnedAsset(asset, burn, signal);
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
