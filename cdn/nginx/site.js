/** The sites a player may be embedded in, matched as in src/access/tokens/site-pattern.ts. */

/** The form that browsers send; no other spelling of a URL is accepted. */
const REFERRER = /^https?:\/\/([a-z0-9_.-]{1,254})(?::[0-9]{1,5})?(?:[/?#][!-~]*)?$/i;
const MAX_LENGTH = 8192;

/** Whether the page at `referrer` belongs to one of the sites: `*.example.com` matches its subdomains, not itself. */
function isFrom(referrer, sites) {
  const match = referrer !== undefined && referrer.length <= MAX_LENGTH && REFERRER.exec(referrer);
  if (!match) return false;
  const host = match[1].toLowerCase().replace(/\.$/, '');
  return sites.some((site) => matches(host, site.toLowerCase()));
}

function matches(host, site) {
  if (!site.startsWith('*.')) return host === site;
  return host.length > site.length - 1 && host.endsWith(site.slice(1));
}

export default { isFrom };
