/** Header values that are the same for every request, each decided here once. */

/**
 * The client hints that a session is decided from (RFC 8942 3.1), asked for on the page and on manifests. None is
 * critical (`Critical-CH`): a hint that comes with the second request costs nothing, asking again costs a round trip.
 * Pages of other origins have to delegate hints to this one by `Permissions-Policy`.
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
 * What manifests depend on beside their URL (RFC 9110 12.5.5). Media depends on its URL alone and varies by nothing;
 * `Origin` is missing because every origin gets the same answer.
 */
export const manifestVary = [
  'Accept-Encoding',
  acceptClientHints,
  'User-Agent',
  'CMCD-Request',
  'Referer',
].join(', ');

/** For manifests and media: any site may play, measure and read what the page shows (Fetch 3.2.3, Resource Timing 4.5). */
export const corsHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'Accept-Ranges, Cache-Status, Content-Length, Content-Range, Date, ETag, Retry-After, Server-Timing',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Timing-Allow-Origin': '*',
} as const;

/** For answers to preflight requests (`OPTIONS`), beside `corsHeaders`. */
export const preflightHeaders = {
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
  'Access-Control-Allow-Headers':
    'CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status, If-None-Match, If-Range, Range',
  'Access-Control-Max-Age': '86400',
} as const;
