/** Media playlists, ready to send. */
import type { Timeline, Variant } from '../assets/index.js';
import { renditionPlaylist } from './hls.js';
import { TextBody } from './text-body.js';

/** Looked up for every request of a playlist; renditions with the same segments share one. Lives as long as the asset. */
const bodies = new WeakMap<Timeline, TextBody>();

/** The media playlist of a rendition; built on the first call. */
export function playlistBody(variant: Variant): TextBody {
  const known = knownPlaylistBody(variant);
  if (known) return known;
  const { presentation } = variant.asset;
  const { timeline } = presentation.of(variant.rendition);
  const body = new TextBody(renditionPlaylist(presentation, variant.rendition));
  bodies.set(timeline, body);
  return body;
}

/** The media playlist if `playlistBody` was called for a rendition with the same segments before, else undefined. */
export function knownPlaylistBody({ asset: { presentation }, rendition }: Variant): TextBody | undefined {
  return bodies.get(presentation.of(rendition).timeline);
}
