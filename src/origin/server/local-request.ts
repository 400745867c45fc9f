/** Whether a request was made by somebody at this machine, and not by a page that happens to be open there. */
import type { Request } from 'express';

/** What proxies add. Behind one, everybody's address is the proxy's. */
const FORWARDING_HEADERS = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Real-IP',
];

/**
 * Whether the request comes from this machine, straight, to a name of this machine, and from no other site's page. The
 * name is checked because a page elsewhere can make its own name lead here (DNS rebinding), but not change what it says.
 */
export function isLocalRequest(request: Request): boolean {
  return (
    isLoopbackAddress(request.socket.remoteAddress ?? '') &&
    isLoopbackHost(request.get('Host') ?? '') &&
    FORWARDING_HEADERS.every((header) => request.get(header) === undefined) &&
    !isFromOtherSite(request)
  );
}

function isLoopbackAddress(address: string): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(address);
}

function isLoopbackHost(host: string): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host);
}

/**
 * Browsers say where a request comes from in `Sec-Fetch-Site` (Fetch Metadata 2.3) or, older ones, in the `Origin` of
 * whatever may change something (RFC 6454 7.3). Other ports of this machine are other sites too.
 */
function isFromOtherSite(request: Request): boolean {
  const site = request.get('Sec-Fetch-Site') ?? 'none';
  const origin = request.get('Origin');
  if (site !== 'none' && site !== 'same-origin') return true;
  return origin !== undefined && origin.toLowerCase() !== `http://${request.get('Host')}`.toLowerCase();
}
