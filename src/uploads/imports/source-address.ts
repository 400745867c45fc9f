/** Where a master is copied from, checked as far as can be without connecting. Pure. */
import { type AllowedHosts, readOutboundUrl } from '../../shared/outbound/outbound-url.js';
import { isAllowedBucket } from './allowed-buckets.js';
import { fromClientError, sourceRefused } from './import-errors.js';

export type SourceAddress =
  | { readonly kind: 'http'; readonly url: URL; readonly host: string }
  /** An object of a bucket. */
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly host: string };

/** @throws OnplayError `import_source_refused`. @param allowed as `isHostPattern` and `isBucketPattern` accept. */
export function readSourceAddress(text: string, allowed: readonly string[]): SourceAddress {
  const [, bucket, key] = /^s3:\/\/([^/?#@]+)\/(.+)$/is.exec(text) ?? [];
  if (bucket !== undefined && key !== undefined) {
    if (!isAllowedBucket(allowed, bucket)) throw sourceRefused('its bucket is not in ONPLAY_IMPORT_FROM');
    return { kind: 's3', bucket, key, host: `s3://${bucket}` };
  }
  const url = readSourceUrl(text, allowed);
  return { kind: 'http', url, host: url.host };
}

/** The host of a source that was accepted once, also where it would not be any more; empty where it has none. */
export function hostOf(text: string): string {
  const [bucket] = /^s3:\/\/[^/?#@]+/i.exec(text) ?? [];
  if (bucket !== undefined) return bucket;
  return URL.canParse(text) ? new URL(text).host : '';
}

/** The hosts among those listed. */
export function sourcesOf(allowedHosts: readonly string[]): AllowedHosts {
  return { allowedHosts, setting: 'ONPLAY_IMPORT_FROM' };
}

/** A URL of http or https. @throws OnplayError `import_source_refused`. */
function readSourceUrl(text: string, allowed: readonly string[]): URL {
  try {
    return readOutboundUrl(text, sourcesOf(allowed));
  } catch (error) {
    throw fromClientError(error);
  }
}
