import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFromSite, isSitePattern } from '../../../src/access/tokens/site-pattern.js';

describe('a site', () => {
  it.each([
    ['https://shop.example/', 'shop.example'],
    ['https://shop.example', 'shop.example'],
    ['http://SHOP.example:8080/a?b', 'Shop.Example'],
    ['https://shop.example./', 'shop.example'],
    ['https://a.shop.example/', '*.shop.example'],
    ['https://a.b.shop.example/', '*.shop.example'],
    ['http://localhost:5173/', 'localhost'],
    ['https://xn--mnchen-3ya.example/', 'xn--mnchen-3ya.example'],
  ])('of the page %s is %s', (referrer, site) => {
    expect(isFromSite(referrer, ['other.example', site])).toBe(true);
  });

  it.each([
    ['https://shop.example/', '*.shop.example'],
    ['https://a.shop.example/', 'shop.example'],
    ['https://evilshop.example/', '*.shop.example'],
    ['https://shop.example.evil.example/', 'shop.example'],
    ['https://evil.example/shop.example', 'shop.example'],
    ['https://shop.example@evil.example/', 'shop.example'],
    ['https://evil.example#.shop.example', '*.shop.example'],
    ['file://shop.example/', 'shop.example'],
    ['shop.example', 'shop.example'],
    ['null', 'null'],
    ['', 'shop.example'],
    [undefined, 'shop.example'],
    [`https://shop.example/${'a'.repeat(9000)}`, 'shop.example'],
  ])('of the page %.50s is not %s', (referrer, site) => {
    expect(isFromSite(referrer, [site])).toBe(false);
  });

  it.each([
    '',
    '*',
    '*.',
    '*.*.example',
    'a..b',
    '.example',
    'example.',
    '-a.example',
    'a/b',
    'a:80',
    'https://a',
    'é.example',
    'a b',
    `${'a'.repeat(64)}.example`,
    'a.'.repeat(127),
  ])('is not spelled %.30s', (text) => {
    expect(isSitePattern(text)).toBe(false);
  });

  it('is matched with any referrer without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.webUrl()),
        (referrer) => !isFromSite(referrer, ['onplay.invalid']),
      ),
      { seed: 1, numRuns: 300 },
    );
  });
});
