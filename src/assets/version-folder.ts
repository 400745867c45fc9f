/** The names of directories that belong to one version of one master; only this file writes and parses them. */

import { createHash } from 'node:crypto';
import type { Master } from '../stores/index.js';

/** Identifies one version of a master. */
export type VersionName = Pick<Master, 'asset' | 'version'>;

/** All versions of one asset, a single version of it, or everything. */
export type VersionScope = { readonly asset: string; readonly version?: string } | 'everything';

const NAME = /^([0-9a-f]{32})-([^.]+)$/;

/** Returns `DIGEST-VERSION`. The asset id is hashed, so that it cannot form a path. */
export function versionFolder({ asset, version }: VersionName): string {
  return `${assetDigest(asset)}-${version}`;
}

export function assetDigest(asset: string): string {
  return createHash('sha256').update(asset).digest('hex').slice(0, 32);
}

/** The asset digest and the version in a directory's name; undefined for any other name. */
export function parseVersionFolder(name: string): { digest: string; version: string } | undefined {
  const [, digest, version] = NAME.exec(name) ?? [];
  return digest === undefined || version === undefined ? undefined : { digest, version };
}

/** Whether a directory of this name is within the scope. */
export function isWithin(name: string, scope: VersionScope): boolean {
  const parsed = parseVersionFolder(name);
  if (!parsed || scope === 'everything') return parsed !== undefined;
  const { asset, version } = scope;
  return parsed.digest === assetDigest(asset) && (version === undefined || parsed.version === version);
}
