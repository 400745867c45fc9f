/** Media playlists, ready to send. */
import type { Variant } from '../assets/index.js';
import { type StillRendition, trickRungId } from '../encoder/index.js';
import { renditionPlaylist } from './hls.js';
import { TextBody } from './text-body.js';
import { thumbnailPlaylist } from './thumbnails.js';
import { iFramePlaylist } from './trick-play.js';

/** By what a playlist is of; looked up for every request of one. Lives as long as the asset. */
const bodies = new WeakMap<object, TextBody>();

/** The media playlist of a rendition, built on the first call; undefined for images other than the presentation's thumbnails. */
export function playlistBody(variant: Variant): TextBody | undefined {
  const playlist = playlistOf(variant);
  const known = playlist && bodies.get(playlist.subject);
  if (!playlist || known) return known;
  const body = new TextBody(playlist.text());
  bodies.set(playlist.subject, body);
  return body;
}

/** The media playlist if `playlistBody` was called for a rendition with the same segments before, else undefined. */
export function knownPlaylistBody(variant: Variant): TextBody | undefined {
  const playlist = playlistOf(variant);
  return playlist && bodies.get(playlist.subject);
}

interface Playlist {
  /** The same for all renditions with this playlist: their timeline, unless it names other renditions. */
  readonly subject: object;
  text(): string;
}

function playlistOf(variant: Variant): Playlist | undefined {
  const { asset, rendition } = variant;
  const { presentation } = asset;
  if (rendition.kind === 'image') return playlistOfStills(variant, rendition);
  return {
    subject: presentation.sharedFileOf ? rendition : presentation.of(rendition).timeline,
    text: () => renditionPlaylist(presentation, rendition),
  };
}

function playlistOfStills(
  { asset: { presentation }, key }: Variant,
  { id, purpose }: StillRendition,
): Playlist | undefined {
  if (purpose === 'trick') {
    const trick = presentation.trickPlay?.(trickRungId(id));
    return trick && { subject: trick.presented.timeline, text: () => iFramePlaylist(trick) };
  }
  const thumbnails = presentation.thumbnails?.();
  if (thumbnails?.key !== key) return undefined;
  return { subject: thumbnails, text: () => thumbnailPlaylist(thumbnails) };
}
