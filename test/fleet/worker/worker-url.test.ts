/** Where origins reach a worker. */
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { workerUrl } from '../../../src/fleet/worker/worker-url.js';

function address(text: string, internal = false): NetworkInterfaceInfo {
  const family = text.includes(':') ? 'IPv6' : 'IPv4';
  return { address: text, internal, family, netmask: '', mac: '', cidr: null } as NetworkInterfaceInfo;
}

const container = {
  lo: [address('127.0.0.1', true), address('::1', true)],
  eth0: [address('fe80::1'), address('2001:db8::7'), address('10.1.2.3')],
};

describe('the URL of a worker', () => {
  test.each([
    ['127.0.0.1', 'http://127.0.0.1:8090'],
    ['worker-1.example', 'http://worker-1.example:8090'],
    ['::1', 'http://[::1]:8090'],
    ['0.0.0.0', 'http://10.1.2.3:8090'],
    ['::', 'http://10.1.2.3:8090'],
  ])('that listens at %s is %s', (host, url) => expect(workerUrl(host, 8090, container)).toBe(url));

  test('is of an IPv6 address where there is no other, and never of a link-local one', () => {
    const { lo, eth0 } = container;
    expect(workerUrl('::', 1, { lo, eth0: eth0.slice(0, 2) })).toBe('http://[2001:db8::7]:1');
    expect(workerUrl('::', 1, { lo, eth0: eth0.slice(0, 1) })).toBe('http://127.0.0.1:1');
  });
});
