/** An address as others are told it. */
import ipaddr from 'ipaddr.js';

/**
 * Without a zone (RFC 4007 11), which means something on this machine only; an IPv4 address mapped to IPv6 (`::ffff:192.0.2.7`), as sockets for both
 * have it, as the IPv4 address. Undefined for what is no address.
 */
export function plainAddress(address: string | undefined): string | undefined {
  const bare = address?.replace(/%.*$/s, '') ?? '';
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined;
  return ipaddr.process(bare).toString();
}
