/** Media playlists, ready to be sent. */
import type { Asset, Rendition } from '../assets/index.js';
import { renditionPlaylist } from './hls.js';
import { TextBody } from './text-body.js';

/** A rendition is one version's, so its playlist never changes; it is kept as long as the asset is. */
const bodies = new WeakMap<Rendition, TextBody>();

/** The media playlist of a rendition. */
export function playlistBody(asset: Asset, rendition: Rendition): TextBody {
  const known = bodies.get(rendition);
  if (known) return known;
  const body = new TextBody(renditionPlaylist(asset, rendition));
  bodies.set(rendition, body);
  return body;
}

/** The same, if somebody has asked for it before. */
export function knownPlaylistBody(rendition: Rendition): TextBody | undefined {
  return bodies.get(rendition);
}
