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
 * The grant and the asset's name are checked by those who know them. A rendition's name is its id and 16 digits of a hash
 * (`renditionKey`): what cannot be one costs no look at the asset, here and at edges.
 */
const MEDIA_FOLDER = /^\/-\/([^/]+)\/(.+)\/([av][a-z0-9-]{1,40}-[0-9a-f]{16})\/[^/]+$/;
const SEGMENT_FILE = /^(?:0|[1-9]\d{0,6})\.m4s$/;

/** The parts of a path as it was sent; undefined for paths of anything else. @throws OnplayError `asset_name_invalid`. */
export function parseMediaPath(path: string): MediaPath | undefined {
  const file = mediaFileOf(path);
  const match = file === undefined ? null : MEDIA_FOLDER.exec(path);
  if (file === undefined || !match) return undefined;
  const [, grant = '', asset = '', renditionKey = ''] = match;
  return { grant, asset: parseAssetId(asset), renditionKey, file };
}

/** Which file of its folder a path names; undefined where folders of media have none of that name. */
export function mediaFileOf(path: string): MediaPath['file'] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === MEDIA_PLAYLIST_NAME) return 'playlist';
  if (name === INIT_NAME) return 'init';
  return SEGMENT_FILE.test(name) ? Number.parseInt(name, 10) : undefined;
}
