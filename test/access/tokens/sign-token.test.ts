import fc from 'fast-check';
import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import { parseClaims, parseDuration, signToken } from '../../../src/access/tokens/sign-token.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const secret = 'a-secret-that-has-at-least-32-bytes!';
const invalid = expect.objectContaining({ code: 'argument_invalid' });

describe('signing a token', () => {
  it('writes asset, audience, times and claims', () => {
    const token = signToken(secret, toAssetId('a/b'), {
      ttlSeconds: 60,
      nowSeconds: 1000.7,
      claims: { viewer: 'ann', referrer: ['a.example'], language: 'eng' },
    });
    expect(jwt.decode(token)).toStrictEqual({
      sub: 'a/b',
      aud: 'onplay',
      iat: 1000,
      exp: 1060,
      viewer: 'ann',
      referrer: ['a.example'],
      language: 'en',
    });
  });

  it('has the marks as they were given, and refuses those that could not be drawn', () => {
    const sign = (text: string) =>
      signToken(secret, toAssetId('a'), {
        ttlSeconds: 60,
        claims: parseClaims(['viewer=ann', `overlays=[{"text":"${text}","every":60,"for":10}]`]),
      });
    expect(jwt.decode(sign('{viewer} {sub}'))).toMatchObject({
      overlays: [{ text: '{viewer} {sub}', every: 60, for: 10 }],
    });
    for (const text of ['{email}', '---', '']) expect(() => sign(text)).toThrow(invalid);
  });

  it('refuses claims that no verifier would accept', () => {
    expect(() => signToken(secret, toAssetId('a'), { ttlSeconds: 60, claims: { max_height: 0 } })).toThrow(
      invalid,
    );
  });
});

describe('a duration', () => {
  it.each([
    ['90s', 90],
    ['15m', 900],
    ['4h', 14_400],
    ['7d', 604_800],
    ['366d', 31_622_400],
  ])('of %s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    '',
    '4',
    'h',
    '0h',
    '-1h',
    '1.5h',
    '4 h',
    '4H',
    '4hours',
    '1h30m',
    '367d',
    '9999999999s',
    'constructor',
  ])('is not "%s"', (text) => {
    expect(() => parseDuration(text)).toThrow(invalid);
  });
});

describe('claims on the command line', () => {
  it('get the types they have in a token', () => {
    expect(
      parseClaims([
        'max_height=720',
        'max_bitrate=3000000',
        'viewer=7',
        'tenant=007',
        'ip=10.0.0.0/8',
        'referrer=a.example, *.b.example',
        'nbf=5',
      ]),
    ).toStrictEqual({
      max_height: 720,
      max_bitrate: 3_000_000,
      viewer: '7',
      tenant: '007',
      ip: '10.0.0.0/8',
      referrer: ['a.example', '*.b.example'],
      nbf: 5,
    });
    expect(parseClaims(['viewer=a=b'])).toStrictEqual({ viewer: 'a=b' });
    expect(parseClaims([])).toStrictEqual({});
  });

  it.each([
    'max_height',
    '=720',
    'max_height=',
    'max_height=tall',
    'max_heigth=720',
    'sub=other',
    'exp=9',
    'ip=here',
    'referrer=',
    '__proto__=x',
  ])('are refused as %s', (assignment) => {
    expect(() => parseClaims([assignment])).toThrow(invalid);
  });

  it('are refused if given twice, and named if unknown', () => {
    expect(() => parseClaims(['viewer=a', 'viewer=b'])).toThrow(invalid);
    expect(() => parseClaims(['max_heigth=720'])).toThrow(/max_heigth.*max_height, max_bitrate/);
  });

  it('are claims or an error, whatever the text', () => {
    const name = fc.constantFrom('max_height', 'viewer', 'ip', 'referrer', 'nbf', 'x');
    const assignment = fc.oneof(
      fc.string(),
      fc.tuple(name, fc.string()).map((parts) => parts.join('=')),
    );
    fc.assert(
      fc.property(fc.array(assignment), (assignments) => {
        try {
          parseClaims(assignments);
        } catch (error) {
          expect(error).toEqual(invalid);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
