/**
 * Addresses and networks of both versions of the Internet Protocol. Both edges read them the same way
 * (cdn/nginx/network.js, cdn/varnish/onplay.vcl.template); test/support/grant-rules.ts holds the three together.
 */
import net from 'node:net';
import ipaddr from 'ipaddr.js';

interface Network {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly prefixLength: number;
}

/**
 * IPv4 within IPv6 is read only where it is mapped, and only in the form that is recommended for that (RFC 5952 5):
 * parsers differ in what `::192.0.2.7` means.
 */
const mappedForm = /^::ffff:[^:]+$/i;

/** Whether `text` is an address (`192.0.2.7`) or a CIDR (`192.0.2.0/24`, `2001:db8::/32`). */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}

/**
 * Whether an address is in a network. An IPv4 address mapped to IPv6 (`::ffff:192.0.2.7`) is the IPv4 address.
 * False if either cannot be read.
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

/** The network in IPv4 where all of it is IPv4 mapped to IPv6 (RFC 4291 2.5.5.2). */
function unmapped({ address, prefixLength }: Network): Network {
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && prefixLength >= 96) {
    return { address: address.toIPv4Address(), prefixLength: prefixLength - 96 };
  }
  return { address, prefixLength };
}

/** The address without the interface it was seen on, as in `fe80::1%eth0`. */
function withoutZone(address: string): string {
  return address.replace(/%.*$/s, '');
}

function isCidr(address: string | undefined): boolean {
  return address?.includes('/') ?? false;
}
