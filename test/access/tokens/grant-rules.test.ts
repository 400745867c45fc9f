/** The shared table of networks and pages, for the origin and for the nginx scripts, which run in Node as in njs. */
import { describe, expect, it, test } from 'vitest';
import { isInNetwork, isNetwork } from '../../../src/access/tokens/network-address.js';
import { isFromSite } from '../../../src/access/tokens/site-pattern.js';
import { NETWORK_CASES, PAGE_CASES, SITES, WRITTEN_NETWORKS } from '../../support/grant-rules.js';

interface NetworkScript {
  contains(network: string, address: string): boolean;
}
interface SiteScript {
  isFrom(referrer: string | undefined, sites: readonly string[]): boolean;
}

const scriptOf = async <T>(name: string) => {
  const url = new URL(`../../../cdn/nginx/${name}`, import.meta.url).href;
  return ((await import(url)) as { default: T }).default;
};
const network = await scriptOf<NetworkScript>('network.js');
const site = await scriptOf<SiteScript>('site.js');

/** The referrer of a request, as in src/origin/server/request-context.ts. */
const pageOf = ({ Referer, Origin }: Readonly<Record<string, string>>) => Referer ?? Origin;

describe('a client at 127.0.0.1', () => {
  test.each(NETWORK_CASES)(
    'matches alike at origin and edge for $network: $isIn',
    ({ network: range, isIn }) => {
      for (const address of ['127.0.0.1', '::ffff:127.0.0.1']) {
        expect(['origin', isInNetwork(address, range)]).toEqual(['origin', isIn]);
        expect(['nginx', network.contains(range, address)]).toEqual(['nginx', isIn]);
      }
    },
  );

  it('is in no network that a token must not name', () => {
    for (const text of WRITTEN_NETWORKS.networks) expect([text, isNetwork(text)]).toEqual([text, true]);
    for (const text of WRITTEN_NETWORKS.others) expect([text, isNetwork(text)]).toEqual([text, false]);
  });

  test.each([
    ['fe80::1%eth0', 'fe80::/10'],
    ['2001:db8::1', '2001:db8::99/64'],
    ['::1', '::/0'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::/112'],
  ])('and one at %s, which is in %s', (address, range) => {
    expect([isInNetwork(address, range), network.contains(range, address)]).toEqual([true, true]);
  });
});

describe('a page', () => {
  test.each(PAGE_CASES)('matches alike at origin and edge with $headers: $isIn', ({ headers, isIn }) => {
    expect(['origin', isFromSite(pageOf(headers), SITES)]).toEqual(['origin', isIn]);
    expect(['nginx', site.isFrom(pageOf(headers), SITES)]).toEqual(['nginx', isIn]);
  });
});
