import type { PlaybackScope } from '../../access/index.js';
import type { Variant } from '../../assets/index.js';
import { assetFolder } from '../../shared/media-url.js';
import { type Exchange, placeGrant } from '../media/entry/entry.js';

/** Where the images of a variant are cached as media is, with a grant: relative to `/{asset}/`, where images are asked for. */
export function pictureFolder(exchange: Exchange, { asset, key }: Variant, scope: PlaybackScope): string {
  const upToRoot = '../'.repeat(asset.id.split('/').length);
  return `${upToRoot}${assetFolder(asset.id, placeGrant(exchange, asset.id, scope))}${key}/`;
}
