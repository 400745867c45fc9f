/** The URLs in manifests. All are relative, so they work behind any host and path prefix. */

import { type AssetId, assetPath } from '../shared/asset-id.js';

export const INIT_NAME = 'init.mp4';
export const MEDIA_PLAYLIST_NAME = 'media.m3u8';
export const SEGMENT_EXTENSION = '.m4s';

/** The URL of a rendition's directory, relative to `/{asset}.m3u8` or `/{asset}.mpd`, with a `/` at the end. */
export function renditionFolder(asset: AssetId, key: string, grant: string): string {
  const path = assetPath(asset);
  const up = '../'.repeat(path.split('/').length - 1);
  return `${up}-/${grant}/${path}/${key}/`;
}

export function segmentFileName(segment: number | '$Number$'): string {
  return `${segment}${SEGMENT_EXTENSION}`;
}
