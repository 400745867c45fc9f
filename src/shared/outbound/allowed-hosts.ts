/** The hosts that requests may go to whose URLs others name, as an operator lists them. Pure. */

/** `*`; else a host name or an address, with `*.` before it for all hosts within it, and a port after it for that one only. */
const PATTERN =
  /^(?:\*|(?:(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?)$/i;

/** Whether an item of the list can be understood. */
export function isHostPattern(item: string): boolean {
  return PATTERN.test(item);
}

/** Whether a URL's host is one of those listed. */
export function isAllowedHost(patterns: readonly string[], url: URL): boolean {
  return patterns.some((pattern) => matches(pattern.toLowerCase(), url));
}

function matches(pattern: string, url: URL): boolean {
  if (pattern === '*') return true;
  const [, name = '', port] = /^(.*?)(?::(\d+))?$/.exec(pattern) ?? [];
  if (port !== undefined && Number(port) !== portOf(url)) return false;
  // A name with a full stop at its end is the same host.
  const host = url.hostname.replace(/\.$/, '');
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}
