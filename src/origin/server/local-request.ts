/** Whether a request comes from a user of this machine, and not from another site's page in a browser there. */
import type { Request } from 'express';

/** Headers that proxies add. Behind a proxy, every client has the proxy's address. */
const FORWARDING_HEADERS = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Real-IP',
];

/**
 * Whether the request comes from a loopback address without a proxy, to a loopback host, and not from another site's page.
 * The host is checked against DNS rebinding: a page elsewhere can resolve its own name to this machine, but the browser
 * still sends that name in `Host`.
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
 * Browsers send the origin of a request in `Sec-Fetch-Site` (Fetch Metadata 2.3) or, older ones, in the `Origin` of
 * requests that may change something (RFC 6454 7.3). Other ports of this machine count as other sites.
 */
function isFromOtherSite(request: Request): boolean {
  const site = request.get('Sec-Fetch-Site') ?? 'none';
  const origin = request.get('Origin');
  if (site !== 'none' && site !== 'same-origin') return true;
  return origin !== undefined && origin.toLowerCase() !== `http://${request.get('Host')}`.toLowerCase();
}
