/** The URLs of what a session with several parts loads beside its multivariant playlist; each belongs to one viewer, as that does. */
import type { Request } from 'express';
import { type AssetId, assetPath } from '../../../shared/asset-id.js';

export interface SequenceUrl {
  readonly asset: AssetId;
  /** The signed list. */
  readonly signed: string;
}

/** Relative to the multivariant playlist. @param what the parameter that names it, and those that go with it. */
export function sequenceUrl({ asset, signed }: SequenceUrl, what: string): string {
  return `${assetPath(asset).split('/').at(-1)}.m3u8?sequence=${signed}&${what}`;
}

/**
 * As `sequenceUrl`, for the lists of interstitials, in which URLs have to be absolute (RFC 8216bis, D.2): hls.js takes others for URLs of its page.
 * @param base of `publicBase`.
 */
export function absoluteSequenceUrl(url: SequenceUrl, what: string, base: string): string {
  return `${base}/${assetPath(url.asset).replace(/[^/]*$/, '')}${sequenceUrl(url, what)}`;
}

/** A name or an address, and a port. */
const HOST = /^(?:[a-z\d.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Where players reach this server, without a `/` at the end: as it is set, else as the request says, whose host and protocol edges pass on. Empty
 * for a request that names no host.
 */
export function publicBase(
  { headers, secure }: Pick<Request, 'headers' | 'secure'>,
  publicUrl: string | undefined,
): string {
  if (publicUrl !== undefined) return publicUrl;
  const { host = '' } = headers;
  return HOST.test(host) ? `${secure ? 'https' : 'http'}://${host}` : '';
}
