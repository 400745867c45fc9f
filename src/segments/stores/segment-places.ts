/**
 * Where segments lie under the root of a store: `ASSET/VERSION/RENDITION/NAME`. Assets and versions are hashed, so that no
 * name can escape from the root. Pure.
 */
import { createHash } from 'node:crypto';
import type { SegmentRef } from '../segment-ref.js';
import { isInScope, joinTags, type PurgeScope } from './purge-scope.js';

export interface SegmentPlace {
  readonly key: string;
  /** `ASSET/VERSION`, relative to the root. */
  readonly directory: string;
}

const KEY = /^([a-z0-9-]{1,100})\/(init|\d{1,7})$/;
const HASH = /^[0-9a-f]{32}$/;

/** Undefined for a key that is not safe as a path: lower-case letters, digits and hyphens, a slash, then a number or `init`. */
export function placeOf({ key, variant: { asset } }: SegmentRef): SegmentPlace | undefined {
  if (!KEY.test(key)) return undefined;
  return { key, directory: `${hashed(asset.id)}/${hashed(asset.master.version)}` };
}

/** Relative to the root. */
export function pathOf({ directory, key }: SegmentPlace): string {
  return `${directory}/${key}`;
}

/** Undefined for what is no path of a segment. */
export function parsePath(path: string): SegmentPlace | undefined {
  const [asset = '', version = '', ...rest] = path.split('/');
  const key = rest.join('/');
  if (!HASH.test(asset) || !HASH.test(version) || !KEY.test(key)) return undefined;
  return { key, directory: `${asset}/${version}` };
}

/** Whether a place is within a scope. */
export type PlaceFilter = (place: SegmentPlace) => boolean;

export function placesWithin({ asset, version, rendition }: PurgeScope): PlaceFilter {
  const scope = { asset: asset && hashed(asset), version: version && hashed(version), rendition };
  return ({ directory, key }) => {
    const [itsAsset = '', itsVersion = ''] = directory.split('/');
    return isInScope(joinTags(itsAsset, itsVersion, key), scope);
  };
}

/** What the paths of all segments within a scope begin with; those of other segments may too. */
export function prefixOf({ asset, version }: PurgeScope): string {
  if (asset === undefined) return '';
  return version === undefined ? `${hashed(asset)}/` : `${hashed(asset)}/${hashed(version)}/`;
}

/** The directory name of an asset or a version: 32 hex digits. */
function hashed(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}
