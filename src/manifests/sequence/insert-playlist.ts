/** The playlists of one insert, which players load for an interstitial. */
import { type Rendition, renditionsOf } from '../../encoder/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { MEDIA_PLAYLIST_NAME } from '../../shared/media-url.js';
import type { BandwidthOf } from '../advertised-bandwidth.js';
import { sessionPlaylist } from '../hls.js';
import { renditionFolder } from '../media-urls.js';
import type { OfferedRenditions } from '../offered-renditions.js';
import { isFiredKind } from './fired-uri.js';
import type { PlacedPart } from './placed-part.js';
import { playlistOfParts } from './sequence-playlist.js';

interface InsertPlaylist {
  /** Of the insert. */
  readonly offered: OfferedRenditions;
  /** The asset of the playlist. */
  readonly from: AssetId;
  readonly bandwidthOf: BandwidthOf;
  /** The media playlist of a rendition, by its key, whose segments have events that the origin requests; see `insertMediaPlaylist`. */
  firedUri(key: string): string;
}

/** The multivariant playlist. Media playlists are those of the insert, at its own URLs, for all viewers, unless the origin requests something with them. */
export function insertPlaylist(
  { part: { asset }, grant, fired }: PlacedPart,
  { offered, from, bandwidthOf, firedUri }: InsertPlaylist,
): string {
  // Images and frames for trick play are of the whole asset, and no one looks for a scene in an insert.
  const { thumbnails: _thumbnails, trickPlay: _trickPlay, ...presentation } = asset.presentation;
  const uri = (rendition: Rendition) => {
    const { key } = presentation.of(rendition);
    if (fired && isFiredKind({ ladder: offered }, rendition)) return firedUri(key);
    return renditionFolder(asset.id, key, grant, from) + MEDIA_PLAYLIST_NAME;
  };
  return sessionPlaylist({ ...presentation, chapters: [] }, offered, grant, bandwidthOf, { uri });
}

/**
 * The media playlist of a rendition of an insert with which the origin requests something; undefined if the insert has none with this key.
 * @param from the asset of the playlist.
 */
export function insertMediaPlaylist(placed: PlacedPart, key: string, from: AssetId): string | undefined {
  const { presentation } = placed.part.asset;
  const allowed = renditionsOf(placed.part.insert ?? presentation.ladder);
  const rendition = allowed.find((each) => presentation.of(each).key === key);
  if (!rendition) return undefined;
  // A session is offered video or audio with events, as its programme has.
  const video = rendition.kind === 'audio' ? [] : presentation.ladder.video;
  const alone = { ...presentation, asset: from, ladder: { ...presentation.ladder, video } };
  return playlistOfParts({ presentation: alone, renditionIn: (_part, own) => own }, [placed], rendition);
}
