/**
 * Which addresses requests may go to whose URLs others name: those of the public internet. A name may lead to any address, so that a
 * URL of another host could otherwise read what only this machine or its network can reach. Pure.
 */
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Allowed where the operator says so: this machine and its networks. Never those by which one link alone is reached. */
const PRIVATE: ReadonlySet<string> = new Set(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal']);

/**
 * Addresses at which clouds give credentials to any process that asks, and that lie in no range that says so. The others, such
 * as 169.254.169.254, are link-local.
 */
const METADATA: ReadonlySet<string> = new Set([
  '168.63.129.16',
  '100.100.100.200',
  'fd00:ec2::254',
  'fd20:ce::254',
]);

/** All of the public internet in IPv6 (RFC 4291 2.4, IANA's registry of 2000::/3). */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];
/** Addresses that hold one of IPv4 in their last 32 bits, which NAT64 connects to (RFC 6052 2.1). */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number];

/**
 * Whether a connection to this address is allowed; false for what is no address.
 * @param privateToo whether addresses of private networks and of this machine are allowed.
 */
export function isAllowedAddress(text: string, privateToo: boolean): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = carried(ipaddr.process(text));
  if (METADATA.has(address.toString())) return false;
  const range: string = address.range();
  if (privateToo && PRIVATE.has(range)) return true;
  return range === 'unicast' && (address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST));
}

/** The address of IPv4 that one of NAT64 leads to; any other address itself. `process` has done so for mapped ones. */
function carried(address: Address): Address {
  if (address instanceof ipaddr.IPv4 || !address.match(NAT64)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}
