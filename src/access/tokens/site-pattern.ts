/**
 * The sites a player may be embedded in, told by the page's host name. Both edges read pages the same way
 * (cdn/nginx/site.js, cdn/varnish/onplay.vcl.template); test/support/grant-rules.ts holds the three together.
 */

const hostName =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/**
 * A page's URL as browsers send it (RFC 9110 10.1.3, RFC 6454 6.2): no user information, its host in ASCII. A URL parser
 * takes more than that, and each takes something else.
 */
const pageUrl = /^https?:\/\/([a-z0-9_.-]{1,254})(?::[0-9]{1,5})?(?:[/?#][!-~]*)?$/i;
/** Of such a URL, in characters; browsers cut what is longer than 4096 down to the origin (Referrer Policy 8.4). */
const maximumPageLength = 8192;

/** Whether `text` is a host name (in its ASCII form), an IPv4 address, or `*.` with a host name behind it. */
export function isSitePattern(text: string): boolean {
  return hostName.test(text.startsWith('*.') ? text.slice(2) : text);
}

/**
 * Whether the page at `referrer`, an `http` or `https` URL, belongs to one of the sites. `*.example.com` stands for
 * every host below `example.com` and not for itself; ports do not count. False without a referrer, and for one that is not
 * written as browsers write it.
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
