/** Assets as an operator names several at once: by one name, by a folder with all that is in it, or all. */
import { type AssetId, toAssetId } from './asset-id.js';

/** The name that stands for all assets. */
export const EVERY_ASSET = '/';

/**
 * The name of an asset, or that of a folder, which ends with a slash, or `EVERY_ASSET`; spelled as `AssetId` is.
 * @throws OnplayError `asset_name_invalid` for what no asset and no folder is called.
 */
export function toAssetPlace(name: string): string {
  if (name === EVERY_ASSET) return EVERY_ASSET;
  const isFolder = name.endsWith('/');
  return toAssetId(isFolder ? name.slice(0, -1) : name) + (isFolder ? '/' : '');
}

/** What an asset is within, from itself to all; at most one more than an `AssetId` may have components. */
export function placesOf(asset: AssetId): readonly string[] {
  const components = asset.split('/');
  const folders = components.slice(1).map((_, i) => `${components.slice(0, -1 - i).join('/')}/`);
  return [asset, ...folders, EVERY_ASSET];
}
