import { validateHeaderValue } from 'node:http';
import { expect, it } from 'vitest';
import { strongTag, versionOf } from '../../../src/stores/s3/entity-tag.js';

it.each([
  ['"5d41402abc4b2a76b9719d911017c592"', '"5d41402abc4b2a76b9719d911017c592"'],
  ['5d41402abc4b2a76b9719d911017c592-12', '"5d41402abc4b2a76b9719d911017c592-12"'],
  ['"!#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~"', '"!#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~"'],
])('%s is a strong tag', (tag, spelled) => {
  expect(strongTag(tag)).toBe(spelled);
});

it.each([
  undefined,
  '',
  '"',
  '""',
  'W/"5d41"',
  '"a"b"',
  '"a',
  'a"',
  '"a b"',
  '"a\r\nHost: b"',
  '"ä"',
  '*"',
  `"${'a'.repeat(300)}"`,
])('%j is none', (tag) => {
  expect(strongTag(tag)).toBeUndefined();
});

it('can always be sent as a header, and its version stands in URLs and file names, whatever a store answers', () => {
  for (let code = 0; code < 0x180; code++) {
    for (const tag of [
      String.fromCharCode(code),
      `"${String.fromCharCode(code)}"`,
      `a${String.fromCharCode(code)}b`,
    ]) {
      const strong = strongTag(tag);
      if (strong !== undefined) validateHeaderValue('If-Match', strong);
      expect(versionOf({ entityTag: strong ?? tag, size: code })).toMatch(/^[0-9a-f]{20}$/);
    }
  }
});

it('has another version for other bytes and for another size', () => {
  const versions = [
    versionOf({ entityTag: '"a"', size: 1 }),
    versionOf({ entityTag: '"b"', size: 1 }),
    versionOf({ entityTag: '"a"', size: 2 }),
  ];
  expect(new Set(versions).size).toBe(3);
});
