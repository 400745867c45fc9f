/** What a grant with a hidden mark opens: of the video, segments by names that do not tell their variant, and nothing by any other. */
import type { PlaybackScope } from '../access/index.js';
import { type Asset, findTracedPlaylist, type Variant } from '../assets/index.js';
import { OnplayError } from '../shared/errors.js';
import { type MediaPath, renditionIdOf } from '../shared/media-url.js';
import type { TraceSecret } from '../shared/trace/trace-secret.js';
import { parseTracedKey } from '../shared/trace/traced-names.js';

/** Whether a key is of video with a hidden mark, of whatever session. */
export function isTracedKey(renditionKey: string): boolean {
  return parseTracedKey(renditionKey) !== undefined;
}

/** The variant of a key of a playlist with the very code of the grant, whole or cut; undefined for any other key. @throws OnplayError `trace_impossible`. */
export function tracedPlaylist(
  asset: Asset,
  key: string,
  { code, marked }: PlaybackScope,
  secret: TraceSecret,
): Variant | undefined {
  if (code === undefined) return undefined;
  return findTracedPlaylist(asset, key, { keys: secret.keysOf(asset.id), code, marks: marked?.marks });
}

/**
 * Refuses what a grant with a hidden mark does not open: all video, and all that is made of it, but what has the mark and init segments, which show nothing.
 * @param variant of a key that is not of video with a hidden mark.
 * @throws OnplayError `untraced_forbidden`.
 */
export function assertUntraceable(
  { asset: view, rendition, key }: Variant,
  file: MediaPath['file'],
  { code }: PlaybackScope,
): void {
  if (code === undefined || rendition.kind === 'audio' || rendition.kind === 'text') return;
  const isOfAll = rendition.kind === 'video' && renditionIdOf(key) === rendition.id;
  if (isOfAll && file === 'init' && !view.clip && !view.burn && !view.marked) return;
  throw untracedForbidden();
}

/** Returns the error for what a grant with a hidden mark does not open. */
export function untracedForbidden(): OnplayError {
  return new OnplayError('untraced_forbidden', {
    publicDetail:
      'The playback token allows this only with its hidden mark. Take URLs from a fresh manifest.',
  });
}
