/** The URLs in manifests. All are relative, so they work behind any host and path prefix. */
import { type AssetId, assetPath } from '../shared/asset-id.js';
import { assetFolder } from '../shared/media-url.js';

/** The URL of an asset's media, relative to `/{asset}.m3u8` or `/{asset}.mpd`, with a `/` at the end. */
export function mediaFolder(asset: AssetId, grant: string): string {
  return '../'.repeat(assetPath(asset).split('/').length - 1) + assetFolder(asset, grant);
}

/** The URL of a rendition's directory, relative to `/{asset}.m3u8` or `/{asset}.mpd`, with a `/` at the end. */
export function renditionFolder(asset: AssetId, key: string, grant: string): string {
  return `${mediaFolder(asset, grant)}${key}/`;
}
