/**
 * The sites a player may be embedded in, matched by the page's host name. Both edges match the same way
 * (cdn/nginx/site.js, cdn/varnish/onplay.vcl.template); test/support/grant-rules.ts is the table all three are tested with.
 */

const hostName =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/**
 * A page's URL as browsers send it (RFC 9110 10.1.3, RFC 6454 6.2): no userinfo, an ASCII host. URL parsers accept more,
 * and disagree about what.
 */
const pageUrl = /^https?:\/\/([a-z0-9_.-]{1,254})(?::[0-9]{1,5})?(?:[/?#][!-~]*)?$/i;
/** In characters. Browsers shorten a referrer over 4096 to its origin (Referrer Policy 8.4). */
const maximumPageLength = 8192;

/** Whether `text` is a host name (in ASCII form), an IPv4 address, or `*.` and a host name. */
export function isSitePattern(text: string): boolean {
  return hostName.test(text.startsWith('*.') ? text.slice(2) : text);
}

/**
 * Whether the page at `referrer`, an `http` or `https` URL, belongs to one of the sites. `*.example.com` matches every
 * subdomain of `example.com` but not itself; ports are ignored. False without a referrer, and for one that no browser would
 * write.
 */
export function isFromSite(referrer: string | undefined, sites: readonly string[]): boolean {
  const host = hostOf(referrer);
  return host !== undefined && sites.some((site) => matches(host, site.toLowerCase()));
}

function matches(host: string, site: string): boolean {
  return site.startsWith('*.')
    ? host.length > site.length - 1 && host.endsWith(site.slice(1))
    : host === site;
}

function hostOf(referrer: string | undefined): string | undefined {
  if (referrer === undefined || referrer.length > maximumPageLength) return undefined;
  return pageUrl.exec(referrer)?.[1]?.toLowerCase().replace(/\.$/, '');
}
