/** Groups client addresses for limits that apply to each client. */

/**
 * The group of an address: an IPv4 address itself, also if it is IPv4-mapped; of an IPv6 address the first 64 bits, since
 * one subscriber has at least a whole /64 (RFC 6177). Empty for a connection that is already closed.
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
