/** `/-/{grant}/{asset}/{rendition}/…`: the paths of media playlists, init segments and media segments. */
import { type AssetId, parseAssetId } from '../asset-id.js';
import { INIT_NAME, MEDIA_PLAYLIST_NAME } from '../manifests/media-urls.js';
import type { SegmentName } from '../segments/segment-name.js';

export interface MediaPath {
  /** Not verified. */
  readonly grant: string;
  readonly asset: AssetId;
  readonly renditionKey: string;
  readonly file: SegmentName | 'playlist';
}

/** The grant and the asset's name are checked by those who know them. */
const MEDIA_PATH = /^\/-\/([^/]+)\/(.+)\/([a-z0-9-]{1,64})\/(init\.mp4|media\.m3u8|(?:0|[1-9]\d{0,6})\.m4s)$/;

/** The parts of a path as it was sent; undefined for paths of anything else. @throws OnplayError `asset_name_invalid`. */
export function parseMediaPath(path: string): MediaPath | undefined {
  const match = MEDIA_PATH.exec(path);
  if (!match) return undefined;
  const [, grant = '', asset = '', renditionKey = '', file = ''] = match;
  return { grant, asset: parseAssetId(asset), renditionKey, file: fileOf(file) };
}

function fileOf(name: string): MediaPath['file'] {
  if (name === MEDIA_PLAYLIST_NAME) return 'playlist';
  return name === INIT_NAME ? 'init' : Number.parseInt(name, 10);
}
