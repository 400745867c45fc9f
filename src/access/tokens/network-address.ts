/**
 * IPv4 and IPv6 addresses and networks. Both edges parse them the same way (cdn/nginx/network.js,
 * cdn/varnish/onplay.vcl.template); test/support/grant-rules.ts is the table all three are tested with.
 */
import net from 'node:net';
import ipaddr from 'ipaddr.js';

interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly prefixLength: number;
}

/**
 * Dotted IPv4 within IPv6 is accepted only in IPv4-mapped addresses in their recommended form (RFC 5952 5): parsers
 * disagree about `::192.0.2.7`.
 */
const mappedForm = /^::ffff:[^:]+$/i;

/** Whether `text` is an address (`192.0.2.7`) or a CIDR (`192.0.2.0/24`, `2001:db8::/32`). */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}

/**
 * Whether an address is in a network. An IPv4 address mapped to IPv6 (`::ffff:192.0.2.7`) is the IPv4 address.
 * False if either is malformed.
 */
export function isInNetwork(address: string | undefined, network: string): boolean {
  const range = parseNetwork(network);
  const candidate = address === undefined ? undefined : parseNetwork(withoutZone(address));
  if (range === undefined || candidate === undefined || isCidr(address)) return false;
  if (candidate.address.kind() !== range.address.kind()) return false;
  return candidate.address.match(range.address, range.prefixLength);
}

function parseNetwork(text: string): Network | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = net.isIP(address);
  if (version === 0 || address.includes('%') || rest.length > 0) return undefined;
  if (version === 6 && address.includes('.') && !mappedForm.test(address)) return undefined;
  const bits = version === 4 ? 32 : 128;
  if (prefix !== undefined && (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > bits)) return undefined;
  return unmapped({ address: ipaddr.parse(address), prefixLength: Number(prefix ?? bits) });
}

/** An IPv4-mapped IPv6 network (RFC 4291 2.5.5.2) as the IPv4 network; any other unchanged. */
function unmapped({ address, prefixLength }: Network): Network {
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && prefixLength >= 96) {
    return { address: address.toIPv4Address(), prefixLength: prefixLength - 96 };
  }
  return { address, prefixLength };
}

/** The address without its zone id: `fe80::1` of `fe80::1%eth0` (RFC 4007 11). */
function withoutZone(address: string): string {
  return address.replace(/%.*$/s, '');
}

function isCidr(address: string | undefined): boolean {
  return address?.includes('/') ?? false;
}
