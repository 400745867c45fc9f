/**
 * The problems (RFC 9457) that the edge answers itself. Those that the origin has too are the same there
 * (src/origin/problems/problem-table.ts): test/edges/problems.test.ts compares all of them.
 */

/** Status, title and detail by code. */
const PROBLEMS = {
  grant_malformed: [
    403,
    'The grant is malformed',
    'This URL is not one that Onplay gave out. Take it from a fresh manifest.',
  ],
  grant_forged: [
    403,
    'The grant is not genuine',
    'This URL is not one that Onplay gave out for this asset. Take it from a fresh manifest.',
  ],
  grant_expired: [
    403,
    'The grant has expired',
    'The permission in this URL has expired. Ask for the manifest again with a valid token.',
  ],
  grant_wrong_ip: [403, 'The grant is for another network', 'This URL may not be used from this network.'],
  grant_wrong_referrer: [
    403,
    'The grant is for another site',
    'This URL may not be used on this site, or the page hides which site it is.',
  ],
  grant_revoked: [403, 'The grant was revoked', 'The permission in this URL was taken back.'],
  too_many_streams: [
    403,
    'Too many streams at once',
    'As many players as the playback token allows are playing for this viewer. Stop one of them, then load the page again.',
  ],
  edge_key_wrong: [403, 'The key of the edge is wrong', 'Only the origin tells this edge what to forget.'],
  edge_order_malformed: [
    400,
    'The order is malformed',
    'The headers of this order are not as the edge expects them.',
  ],
  edge_key_unsupported: [
    422,
    'This surrogate key is not known here',
    'The version of an asset stands in no URL. Purge the asset.',
  ],
  edge_full: [503, 'The edge knows too many revocations', 'Change the token secret, which ends all grants.'],
  route_unknown: [404, 'Nothing at this URL', 'There is nothing at this URL.'],
  method_not_allowed: [405, 'The method is not allowed', 'The methods that can be used here are in Allow.'],
  internal_error: [500, 'Something went wrong', 'Something went wrong at this edge. Try again.'],
};

/** Lets the page of a player on any site read the problem. */
const HEADERS = {
  'Content-Type': 'application/problem+json',
  'Cache-Control': 'no-store',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'Accept-Ranges, Cache-Status, Content-Length, Content-Location, Content-Range, Date, ETag, Retry-After, Server-Timing',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Timing-Allow-Origin': '*',
};

/** Answers the request with a problem. */
function send(r, code) {
  const known = PROBLEMS[code];
  for (const name in HEADERS) r.headersOut[name] = HEADERS[name];
  const body = {
    type: `urn:onplay:problem:${code}`,
    title: known[1],
    status: known[0],
    detail: known[2],
    code,
  };
  r.return(known[0], JSON.stringify(body));
}

export default { send };
