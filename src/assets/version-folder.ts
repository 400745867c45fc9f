/** The names of folders that belong to one version of one master; the one place that writes and reads them. */

import { createHash } from 'node:crypto';
import type { Master } from '../masters/index.js';

/** Tells one version of a master from all others. */
export type VersionName = Pick<Master, 'asset' | 'version'>;

/** What of one asset or of all is meant; all versions of an asset where none is named. */
export type VersionScope = { readonly asset: string; readonly version?: string } | 'everything';

const NAME = /^([0-9a-f]{32})-([^.]+)$/;

/** A name of fixed form that no asset id can make into a path. */
export function versionFolder({ asset, version }: VersionName): string {
  return `${assetDigest(asset)}-${version}`;
}

export function assetDigest(asset: string): string {
  return createHash('sha256').update(asset).digest('hex').slice(0, 32);
}

/** The digest of the asset and the version that a folder was named after; undefined for any other name. */
export function parseVersionFolder(name: string): { digest: string; version: string } | undefined {
  const [, digest, version] = NAME.exec(name) ?? [];
  return digest === undefined || version === undefined ? undefined : { digest, version };
}

/** Whether a folder of this name is within the scope. */
export function isWithin(name: string, scope: VersionScope): boolean {
  const parsed = parseVersionFolder(name);
  if (!parsed || scope === 'everything') return parsed !== undefined;
  const { asset, version } = scope;
  return parsed.digest === assetDigest(asset) && (version === undefined || parsed.version === version);
}
