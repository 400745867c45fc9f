/** Grants that are not in the path: players have them in a cookie, edges that took them out of the path in a header. */
import type { IncomingHttpHeaders } from 'node:http';

/** What stands in the path in place of a grant that is carried elsewhere; no asset and no grant is called so. */
export const CARRIED = '-';

export const GRANT_COOKIE = 'onplay-grant';
const GRANT_HEADER = 'onplay-grant';

const IN_COOKIES = new RegExp(`(?:^|;) *${GRANT_COOKIE}=([\\w.-]{1,4096})(?:;|$)`);

/** The grant of a request, from the place it has in its path and what `carriedGrant` gives; not verified, perhaps empty. */
export function grantFrom(inPath: string, carried: string | undefined): string {
  return inPath === CARRIED ? (carried ?? '') : inPath;
}

/** The grant of a request whose path has none; not verified. */
export function carriedGrant(headers: IncomingHttpHeaders): string | undefined {
  const header = headers[GRANT_HEADER];
  if (typeof header === 'string') return header;
  return IN_COOKIES.exec(headers.cookie ?? '')?.[1];
}
