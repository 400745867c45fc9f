/** The sites a player may be embedded in, as src/access/tokens/site-pattern.ts tells them. */

/** What browsers send. What else a URL might be written like is no site here. */
const REFERRER = /^https?:\/\/([a-z0-9_.-]{1,254})(?::[0-9]{1,5})?(?:[/?#][!-~]*)?$/i;
const LONGEST = 8192;

/** Whether the page at `referrer` belongs to one of the sites: `*.example.com` is every host below, and not itself. */
function isFrom(referrer, sites) {
  const match = referrer !== undefined && referrer.length <= LONGEST && REFERRER.exec(referrer);
  if (!match) return false;
  const host = match[1].toLowerCase().replace(/\.$/, '');
  return sites.some((site) => matches(host, site.toLowerCase()));
}

function matches(host, site) {
  if (!site.startsWith('*.')) return host === site;
  return host.length > site.length - 1 && host.endsWith(site.slice(1));
}

export default { isFrom };
