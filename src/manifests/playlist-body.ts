/** Media playlists, ready to send. */
import type { PresentedRendition, Variant } from '../assets/index.js';
import { renditionPlaylist } from './hls.js';
import { TextBody } from './text-body.js';

/** Looked up for each request of a playlist; an entry lives as long as the asset. */
const bodies = new WeakMap<PresentedRendition, TextBody>();

/** The media playlist of a rendition; built on the first call. */
export function playlistBody({ asset: { presentation }, rendition }: Variant): TextBody {
  const presented = presentation.of(rendition);
  const known = bodies.get(presented);
  if (known) return known;
  const body = new TextBody(renditionPlaylist(presentation, presented.timeline));
  bodies.set(presented, body);
  return body;
}

/** The media playlist if `playlistBody` was called for the rendition before, else undefined. */
export function knownPlaylistBody({ asset: { presentation }, rendition }: Variant): TextBody | undefined {
  return bodies.get(presentation.of(rendition));
}
