import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assetPath, parseAssetId, toAssetId } from '../../src/shared/asset-id.js';

const invalid = expect.objectContaining({ code: 'asset_name_invalid' });
const refused = expect.objectContaining({
  code: expect.stringMatching(/^(?:route_unknown|asset_name_invalid)$/),
});

describe('an asset id', () => {
  it.each([
    ['trailer', 'trailer'],
    ['films/2024/trailer', 'films/2024/trailer'],
    ['My%20holiday', 'My holiday'],
    ['%C3%A9t%C3%A9', 'été'],
    ['v1.2.final', 'v1.2.final'],
    ['a-b/-c', 'a-b/-c'],
    ['%74railer', 'trailer'],
    ['100%2525', '100%25'],
    ['a%252Fb', 'a%2Fb'],
    ["it's(1)!*", "it's(1)!*"],
    ['%F0%9F%8E%AC', '🎬'],
  ])('in the path %s is %s', (raw, name) => {
    expect(parseAssetId(raw)).toBe(name);
  });

  it.each([
    '.',
    '..',
    '../secret',
    'a/..',
    'a/../b',
    '%2e%2e/secret',
    'a/%2E%2E/b',
    '.hidden',
    'a/.hidden',
    'a%2Fb',
    '..%2fsecret',
    'a\\b',
    'a%5Cb',
    '%00',
    'a%00b',
    'a%0Ab',
    'a%7Fb',
    'a%C2%85b',
    'a%EF%BF%BDb',
    '-',
    '-/abc',
    'a/-/b',
    '%2D',
    '~root',
    'a/~b',
    '%',
    '%4',
    '%zz',
    '%C3',
    '%C0%AE%C0%AE',
    '%ED%A0%80',
    'é',
    'a b',
    'a/b/c/d/e/f/g/h/i',
    'a'.repeat(256),
    '%C3%A9'.repeat(128),
    Array(6).fill('a'.repeat(200)).join('/'),
    'a'.repeat(100_000),
  ])('is not in the path %.40s', (raw) => {
    expect(() => parseAssetId(raw)).toThrow(invalid);
  });

  it.each(['', '/trailer', 'trailer/', 'a//b'])('has no empty component, as in %j', (raw) => {
    expect(() => parseAssetId(raw)).toThrow(expect.objectContaining({ code: 'route_unknown' }));
    expect(() => toAssetId(raw)).toThrow(invalid);
  });

  it('is in Unicode normalization form C, however it is spelled', () => {
    expect(parseAssetId('Cafe%CC%81/%E2%84%A6')).toBe('Caf\u00e9/\u03a9');
    expect(toAssetId('Cafe\u0301')).toBe('Caf\u00e9');
  });

  it('may be as long as its limits allow', () => {
    expect(parseAssetId('a'.repeat(255))).toHaveLength(255);
    expect(parseAssetId('a/b/c/d/e/f/g/h')).toBe('a/b/c/d/e/f/g/h');
    expect(toAssetId(`${Array(4).fill('a'.repeat(255)).join('/')}/`.slice(0, -1))).toHaveLength(1023);
  });

  it('is taken unencoded as it is', () => {
    expect(toAssetId('films/My holiday %20')).toBe('films/My holiday %20');
    expect(() => toAssetId('../films')).toThrow(invalid);
    expect(() => toAssetId('\ud800')).toThrow(invalid);
  });

  it('is percent-encoded in URLs, including characters that shells interpret', () => {
    expect(assetPath(toAssetId("films/My holiday? (it's #1)"))).toBe(
      'films/My%20holiday%3F%20%28it%27s%20%231%29',
    );
  });

  it('is parsed back from its URL, also through a URL parser', () => {
    const component = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    const name = fc
      .array(component, { minLength: 1, maxLength: 8 })
      .map((components) => components.join('/'));
    fc.assert(
      fc.property(name, (text) => {
        fc.pre(isAssetId(text));
        const encoded = assetPath(toAssetId(text));
        expect(parseAssetId(encoded)).toBe(text.normalize('NFC'));
        expect(new URL(`http://host/${encoded}.m3u8`).pathname).toBe(`/${encoded}.m3u8`);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('never leads out of the directory it is joined to', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%',
      '2e',
      '2f',
      '5c',
      '00',
      'c0',
      'ae',
      'a',
      '~',
      '-',
      '%2e',
      '%2f',
    );
    const raw = fc.oneof(
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(raw, (text) => {
        let name: string;
        try {
          name = parseAssetId(text);
        } catch (error) {
          expect(error).toEqual(text.split('/').includes('') ? refused : invalid);
          return;
        }
        expect(path.resolve('/masters', name)).toBe(`/masters/${name}`);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });
});

function isAssetId(text: string): boolean {
  try {
    toAssetId(text);
    return true;
  } catch {
    return false;
  }
}
