/** `/-/{grant}/{asset}/{rendition}/…`: the paths of media playlists, init segments and media segments. */

import { INIT_NAME, MEDIA_PLAYLIST_NAME } from '../../manifests/index.js';
import type { SegmentName } from '../../segments/index.js';
import { type AssetId, parseAssetId } from '../../shared/asset-id.js';

export interface MediaPath {
  /** Not verified. */
  readonly grant: string;
  readonly asset: AssetId;
  readonly renditionKey: string;
  readonly file: SegmentName | 'playlist';
}

/**
 * The grant and the asset's name are checked elsewhere. A rendition key is the rendition's id and 16 hex digits of a hash
 * (`renditionKey`): a path without one is refused here and at edges, without loading the asset.
 */
const MEDIA_FOLDER = /^\/-\/([^/]+)\/(.+)\/([av][a-z0-9-]{1,40}-[0-9a-f]{16})\/[^/]+$/;
const SEGMENT_FILE = /^(?:0|[1-9]\d{0,6})\.m4s$/;

/** Parses a path as it was sent; undefined if it is not one of media. @throws OnplayError `asset_name_invalid`. */
export function parseMediaPath(path: string): MediaPath | undefined {
  const file = mediaFileOf(path);
  const match = file === undefined ? null : MEDIA_FOLDER.exec(path);
  if (file === undefined || !match) return undefined;
  const [, grant = '', asset = '', renditionKey = ''] = match;
  return { grant, asset: parseAssetId(asset), renditionKey, file };
}

/** The file that a path names in its directory; undefined if media directories have no file with that name. */
export function mediaFileOf(path: string): MediaPath['file'] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === MEDIA_PLAYLIST_NAME) return 'playlist';
  if (name === INIT_NAME) return 'init';
  return SEGMENT_FILE.test(name) ? Number.parseInt(name, 10) : undefined;
}
