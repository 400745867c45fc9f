/** The sites a player may be embedded in, told by the page's host name. */

const hostName =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/** Whether `text` is a host name (in its ASCII form), an IPv4 address, or `*.` with a host name behind it. */
export function isSitePattern(text: string): boolean {
  return hostName.test(text.startsWith('*.') ? text.slice(2) : text);
}

/**
 * Whether the page at `referrer`, an `http` or `https` URL, belongs to one of the sites. `*.example.com` stands for
 * every host below `example.com` and not for itself; ports do not count. False without a referrer.
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
  if (referrer === undefined || referrer.length > 8192 || !URL.canParse(referrer)) return undefined;
  const url = new URL(referrer);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  return url.hostname.replace(/\.$/, '');
}
