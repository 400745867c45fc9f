/** Grants outside of the path: in a cookie from players, or in a header from edges that took the grant out of the path. */
import type { IncomingHttpHeaders } from 'node:http';
import { OUT_OF_PATH } from '../../../shared/media-url.js';

export const GRANT_COOKIE = 'onplay-grant';
const GRANT_HEADER = 'onplay-grant';

const IN_COOKIES = new RegExp(`(?:^|;) *${GRANT_COOKIE}=([\\w.-]{1,4096})(?:;|$)`);

/** The grant of a request, from its path or else from `readOutOfPathGrant`; not verified, empty if there is none. */
export function grantFrom(inPath: string, outOfPathGrant: string | undefined): string {
  return inPath === OUT_OF_PATH ? (outOfPathGrant ?? '') : inPath;
}

/** The grant in the header, else in the cookie; not verified. */
export function readOutOfPathGrant(headers: IncomingHttpHeaders): string | undefined {
  const header = headers[GRANT_HEADER];
  if (typeof header === 'string') return header;
  return IN_COOKIES.exec(headers.cookie ?? '')?.[1];
}
