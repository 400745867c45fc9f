import { describe, expect, it } from 'vitest';
import { isAllowedHost, isHostPattern } from '../../../src/shared/outbound/allowed-hosts.js';

describe('a list of hosts', () => {
  it.each(['*', 'example.com', '*.example.com', 'example.com:8443', '10.0.0.1', '[::1]', '[::1]:8080', 'a'])(
    'may have %s',
    (item) => {
      expect(isHostPattern(item)).toBe(true);
    },
  );

  it.each([
    '',
    '**',
    'https://example.com',
    'example.com/films',
    '*.',
    'a b',
    'user@example.com',
    's3://films',
    '*:80',
    '::1',
  ])('may not have %j', (item) => {
    expect(isHostPattern(item)).toBe(false);
  });

  it.each([
    ['*', 'http://anything.example/', true],
    ['example.com', 'https://example.com/film.mp4', true],
    ['Example.COM', 'https://EXAMPLE.com/', true],
    ['example.com', 'https://example.com./', true],
    ['example.com', 'https://example.com:8443/', true],
    ['example.com:443', 'https://example.com/', true],
    ['example.com:80', 'http://example.com/', true],
    ['example.com:443', 'https://example.com:8443/', false],
    ['example.com', 'https://www.example.com/', false],
    ['example.com', 'https://example.com.evil.test/', false],
    ['example.com', 'https://notexample.com/', false],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.example.com', 'https://example.com/', false],
    ['*.example.com', 'https://evilexample.com/', false],
    ['[::1]', 'http://[::1]:9/', true],
    ['[::1]:80', 'http://[::1]:9/', false],
    ['127.0.0.1', 'http://2130706433/', true],
  ])('with %s says of %s: %s', (item, url, isAllowed) => {
    expect(isAllowedHost([item], new URL(url))).toBe(isAllowed);
  });
});
