/** Where a master is copied from, checked as far as can be without connecting. Pure. */
import { isAllowedBucket, isAllowedHost } from './allowed-hosts.js';
import { sourceRefused } from './import-errors.js';

export type SourceAddress =
  | { readonly kind: 'http'; readonly url: URL; readonly host: string }
  /** An object of a bucket. */
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly host: string };

/** @throws OnplayError `import_source_refused`. @param allowed as `isHostPattern` accepts. */
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

/** A URL of http or https. @throws OnplayError `import_source_refused`. */
export function readSourceUrl(text: string, allowed: readonly string[]): URL {
  if (!URL.canParse(text)) throw sourceRefused('it is not a URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw sourceRefused('only http, https and objects of buckets are read');
  if (url.username !== '' || url.password !== '') throw sourceRefused('the URL has a user or a password');
  if (!isAllowedHost(allowed, url)) throw sourceRefused('its host is not in ONPLAY_IMPORT_FROM');
  url.hash = '';
  return url;
}
