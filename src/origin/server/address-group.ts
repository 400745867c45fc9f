/** Which clients are taken for one, where what each may hold is bounded. */

/**
 * An IPv4 address, also where it is written as an IPv6 one; of an IPv6 address the first 64 bits, since one subscriber
 * has all that begin with them (RFC 6177). Empty for a connection that is gone already.
 */
export function addressGroup(address = ''): string {
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
