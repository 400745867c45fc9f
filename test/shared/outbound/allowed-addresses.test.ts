import { describe, expect, it } from 'vitest';
import { isAllowedAddress } from '../../../src/shared/outbound/allowed-addresses.js';

const PUBLIC = ['93.184.216.34', '1.1.1.1', '2606:2800:220:1::1', '2a00:1450:4001:81b::200e'];

const PRIVATE = [
  ['loopback', '127.0.0.1'],
  ['all of loopback', '127.255.0.9'],
  ['loopback in IPv6', '::1'],
  ['a private network', '10.0.0.1'],
  ['a private network of 172.16/12', '172.31.255.255'],
  ['a private network of 192.168/16', '192.168.1.1'],
  ['a network behind a carrier', '100.64.0.1'],
  ['a unique local address', 'fd12:3456::1'],
  ['loopback, mapped', '::ffff:127.0.0.1'],
  ['loopback, mapped, in hex', '::ffff:7f00:1'],
  ['loopback in compatible form', '::127.0.0.1'],
  ['a private network through NAT64', '64:ff9b::10.0.0.1'],
] as const;

const NEVER = [
  ['this host', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['this host in IPv6', '::'],
  ['link-local', '169.254.1.1'],
  ['the metadata of most clouds', '169.254.169.254'],
  ['the metadata of most clouds, mapped', '::ffff:169.254.169.254'],
  ['the metadata of most clouds through NAT64', '64:ff9b::a9fe:a9fe'],
  ['metadata in IPv6', 'fd00:ec2::254'],
  ['metadata at a public address', '168.63.129.16'],
  ['metadata behind a carrier', '100.100.100.200'],
  ['multicast', '224.0.0.1'],
  ['multicast in IPv6', 'ff02::1'],
  ['broadcast', '255.255.255.255'],
  ['documentation', '192.0.2.1'],
  ['benchmarks', '198.18.0.1'],
  ['reserved', '240.0.0.1'],
  ['link-local in IPv6', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%lo'],
  ['site-local', 'fec0::1'],
  ['6to4 of loopback', '2002:7f00:1::'],
  ['6to4 of a private network', '2002:a00:1::1'],
  ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['an address of IPv4 in compatible form', '::7f00:1'],
  ['NAT64 of a network of its own', '64:ff9b:1::7f00:1'],
  ['translated IPv4', '::ffff:0:127.0.0.1'],
  ['what is no address', 'localhost'],
  ['nothing', ''],
  ['an address with a port', '1.1.1.1:80'],
] as const;

describe('the addresses that masters are copied from', () => {
  it.each(PUBLIC)('are those of the public internet: %s', (address) => {
    expect(isAllowedAddress(address, false)).toBe(true);
    expect(isAllowedAddress(address, true)).toBe(true);
  });

  it('may be public ones of IPv4 through NAT64', () => {
    expect(isAllowedAddress('64:ff9b::93.184.216.34', false)).toBe(true);
  });

  it.each(PRIVATE)('are %s only where the operator says so (%s)', (_what, address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
    expect(isAllowedAddress(address, true)).toBe(true);
  });

  it.each(NEVER)('are never %s (%s)', (_what, address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
    expect(isAllowedAddress(address, true)).toBe(false);
  });
});
