/** Header values that are the same for every request. */
import type { ServerResponse } from 'node:http';

/**
 * `Accept-CH` (RFC 8942 3.1) on the page and on manifests: the client hints that a session is decided from. None is
 * critical (`Critical-CH`): a hint that comes with the second request costs nothing, a retried request costs a round trip.
 * Pages of other origins have to delegate the hints to this one with `Permissions-Policy`.
 */
export const acceptClientHints = [
  'Sec-CH-UA-Mobile',
  'Sec-CH-UA-Platform',
  'Sec-CH-UA-Model',
  'Downlink',
  'ECT',
  'Save-Data',
].join(', ');

/**
 * `Vary` of manifests (RFC 9110 12.5.5). Media depends on its URL alone and has no `Vary`; `Origin` is missing because
 * every origin gets the same response.
 */
export const manifestVary = [
  'Accept-Encoding',
  'Accept-Language',
  acceptClientHints,
  'User-Agent',
  'CMCD-Request',
  'Referer',
].join(', ');

/**
 * For manifests and media: pages of any origin may read the response, the headers that the demo's page shows, and the
 * resource timing (Fetch 3.2.3, Resource Timing 4.5).
 */
export const corsHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'Accept-Ranges, Cache-Status, Content-Length, Content-Location, Content-Range, Date, ETag, Retry-After, Server-Timing',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Timing-Allow-Origin': '*',
} as const;

/** For responses to preflight requests (`OPTIONS`), in addition to `corsHeaders`. */
export const preflightHeaders = {
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
  'Access-Control-Allow-Headers':
    'CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status, If-None-Match, If-Range, Range',
  'Access-Control-Max-Age': '86400',
} as const;

/** Sets each header, in place of one with the same name. */
export function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
