import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInNetwork, isNetwork } from '../../../src/access/tokens/network-address.js';

describe('a network', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7', '192.0.2.0/24'],
    ['192.0.2.7', '192.0.2.99/24'],
    ['192.0.2.7', '0.0.0.0/0'],
    ['::ffff:192.0.2.7', '192.0.2.0/24'],
    ['192.0.2.7', '::ffff:192.0.2.0/120'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['2001:db8::1', '2001:db8::/32'],
    ['2001:DB8:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::/10'],
  ])('contains %s in %s', (address, network) => {
    expect(isInNetwork(address, network)).toBe(true);
  });

  it.each([
    ['192.0.3.7', '192.0.2.0/24'],
    ['192.0.2.7', '::/0'],
    ['2001:db8::1', '0.0.0.0/0'],
    ['192.0.2.7', '192.0.2.0/33'],
    ['192.0.2.7', ''],
    ['', '0.0.0.0/0'],
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['192.0.2.7, 10.0.0.1', '0.0.0.0/0'],
    [undefined, '0.0.0.0/0'],
  ])('does not contain %s in %s', (address, network) => {
    expect(isInNetwork(address, network)).toBe(false);
  });

  it.each([
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    'fe80::1%eth0',
    '::/129',
    'localhost',
    ' 10.0.0.1',
  ])('is not %s', (text) => {
    expect(isNetwork(text)).toBe(false);
  });

  it('contains exactly the addresses that share its prefix', () => {
    const toText = (bits: number) => [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
    const word = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 32 }), fc.nat({ max: 31 }), (network, prefix, flipped) => {
        const address = toText((network ^ (1 << (31 - flipped))) >>> 0);
        expect(isInNetwork(address, `${toText(network)}/${prefix}`)).toBe(flipped >= prefix);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('is parsed from any text without throwing', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        (address, network) => !isInNetwork(address, network) || isNetwork(network),
      ),
      { seed: 1, numRuns: 500 },
    );
  });
});
