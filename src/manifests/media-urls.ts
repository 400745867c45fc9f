/** The URLs in manifests. All are relative, so they work behind any host and path prefix. */
import { type AssetId, assetPath } from '../shared/asset-id.js';
import { assetFolder } from '../shared/media-url.js';

/**
 * The URL of an asset's media, relative to a manifest `/{asset}.m3u8` or `/{asset}.mpd`, with a `/` at the end.
 * @param from the asset of the manifest, if it is of another.
 */
export function mediaFolder(asset: AssetId, grant: string, from: AssetId = asset): string {
  return '../'.repeat(assetPath(from).split('/').length - 1) + assetFolder(asset, grant);
}

/** The URL of a rendition's directory, as that of `mediaFolder`. */
export function renditionFolder(asset: AssetId, key: string, grant: string, from: AssetId = asset): string {
  return `${mediaFolder(asset, grant, from)}${key}/`;
}
