/** Media playlists, ready to send. */
import type { Rendition, Variant } from '../assets/index.js';
import { renditionPlaylist } from './hls.js';
import { TextBody } from './text-body.js';

/** A rendition belongs to one version of an asset, so its playlist never changes; it lives as long as the asset. */
const bodies = new WeakMap<Rendition, TextBody>();

/** The media playlist of a rendition; built on the first call. */
export function playlistBody({ asset, rendition }: Variant): TextBody {
  const known = bodies.get(rendition);
  if (known) return known;
  const body = new TextBody(renditionPlaylist(asset, rendition));
  bodies.set(rendition, body);
  return body;
}

/** The media playlist if `playlistBody` was called for the rendition before, else undefined. */
export function knownPlaylistBody({ rendition }: Variant): TextBody | undefined {
  return bodies.get(rendition);
}
