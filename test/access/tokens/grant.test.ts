import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantExpirySeconds, issueGrant, verifyGrant } from '../../../src/access/tokens/grant.js';
import type { PlaybackScope, RequestContext } from '../../../src/access/tokens/scope.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import type { Mark } from '../../../src/shared/marks/mark.js';

const key = createSecretKey(Buffer.alloc(32, 1));
const otherKey = createSecretKey(Buffer.alloc(32, 2));
const now = 1_800_000_000;
const asset = toAssetId('trailer');
const scope: PlaybackScope = { asset, expiresAtSeconds: now + 3600 };
const request: RequestContext = { asset, ip: '192.0.2.7', referrer: 'https://a.example/', nowSeconds: now };
const refusedAs = (code: string) => expect.objectContaining({ code });
const verify = (grant: string, context: Partial<RequestContext> = {}) =>
  verifyGrant(key, grant, { ...request, ...context });

const anyName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => /^[^\p{Cc}\p{Cs}]{1,128}$/u.test(text));

const MARK: Mark = { text: 'Anna "A"', place: 'top', size: 4, opacity: 0.6 };

/** Scopes that the request above may use. */
const anyScope: fc.Arbitrary<PlaybackScope> = fc
  .record(
    {
      asset: fc.constant(asset),
      expiresAtSeconds: fc.integer({ min: now + 1, max: 253_402_300_799 }),
      maxHeight: fc.integer({ min: 1, max: 65_535 }),
      maxBitrate: fc
        .maxSafeNat()
        .map((bitrate) => bitrate + 1)
        .filter(Number.isSafeInteger),
      viewer: anyName,
      tenant: anyName,
      ip: fc.constantFrom('192.0.2.7', '192.0.2.0/24', '::ffff:192.0.2.7'),
      referrer: fc.constant(['*.b.example', 'a.example']),
      marked: fc.record(
        {
          version: fc.constant('7a3f01'),
          unmarked: fc.constantFrom('', 'Ab_', '_'.repeat(800)),
          marks: fc.constantFrom([MARK], [MARK, { ...MARK, text: '日本 {x}' }]),
        },
        { noNullPrototype: true },
      ),
      code: fc.integer({ min: 0, max: 0xffff_ffff }),
      stream: fc.record({
        maxStreams: fc.integer({ min: 1, max: 1000 }),
        session: fc.constant('0123456789abcdef'),
      }),
    },
    { requiredKeys: ['asset', 'expiresAtSeconds'], noNullPrototype: true },
  )
  .map(({ stream, ...others }) => ({ ...others, ...stream }));

describe('a grant', () => {
  it('has exactly the scope it was issued for', () => {
    fc.assert(
      fc.property(anyScope, (issued) => {
        const grant = issueGrant(key, issued);
        expect(grant).toMatch(/^[\w-]+\.[\w-]{22}$/);
        expect(grant).toBe(issueGrant(key, { ...issued }));
        expect(verify(grant)).toStrictEqual(issued);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('is short if it has few restrictions', () => {
    expect(issueGrant(key, scope).length).toBeLessThan(50);
  });

  it('is never longer than the limit, whatever the restrictions of the token', () => {
    const full = {
      ...scope,
      viewer: 'v'.repeat(128),
      referrer: Array.from({ length: 11 }, () => Array(4).fill('a'.repeat(62)).join('.')),
    };
    expect(verify(issueGrant(key, { ...full, referrer: ['a.example', ...full.referrer] }))).toMatchObject({
      viewer: full.viewer,
    });
  });

  it('is not issued for a token with marks before it is known which segments have none, nor where they leave no room', () => {
    expect(() => issueGrant(key, { ...scope, marks: [MARK] })).toThrow(/have to be resolved/);
    const long = { ...MARK, text: 'ä'.repeat(128) };
    const marked = { version: '7a3f01', unmarked: '_'.repeat(800), marks: [long, long] };
    const full = { ...scope, marked, referrer: Array<string>(12).fill(`${'a'.repeat(62)}.`.repeat(3)) };
    expect(() => issueGrant(key, full)).toThrow(refusedAs('marks_impossible'));
    expect(verify(issueGrant(key, { ...scope, marked })).marked).toEqual(marked);
  });

  it('is forged for another asset', () => {
    const grant = issueGrant(key, scope);
    expect(() => verify(grant, { asset: toAssetId('trailer2') })).toThrow(refusedAs('grant_forged'));
    expect(() => verify(grant, { asset: toAssetId('Trailer') })).toThrow(refusedAs('grant_forged'));
  });

  it('is forged under another key', () => {
    expect(() => verify(issueGrant(otherKey, scope))).toThrow(refusedAs('grant_forged'));
  });

  it('is refused if any character is changed, added or removed', () => {
    const grant = issueGrant(key, { ...scope, maxHeight: 360 });
    const character = fc.constantFrom(...'abcdXYZ0189-_.=/+% ', '');
    fc.assert(
      fc.property(fc.nat({ max: grant.length }), fc.nat({ max: 1 }), character, (index, removed, added) => {
        const changed = grant.slice(0, index) + added + grant.slice(index + removed);
        fc.pre(changed !== grant);
        expect(() => verify(changed)).toThrow(/^grant_(forged|malformed)/);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it.each([
    '',
    '.',
    'abc',
    `${'a'.repeat(5000)}.${'b'.repeat(22)}`,
    `a.${'b'.repeat(23)}`,
    `..${'b'.repeat(22)}`,
  ])('is malformed as %.30s', (grant) => {
    expect(() => verify(grant)).toThrow(refusedAs('grant_malformed'));
  });

  it.each([
    '{}',
    '{"e":1,"z":2}',
    '{ "e":4000000000}',
    '{"h":720,"e":4000000000}',
    '{"e":4000000000,"h":0}',
    '{"e":"x"}',
    '{"e":4000000000,"n":""}',
    '{"e":4000000000,"n":"acme","v":"ann"}',
    '{"e":4000000000,"m":2}',
    '{"e":4000000000,"s":"0123456789abcdef"}',
    '{"e":4000000000,"m":2,"s":"0123456789abcdeg"}',
    '{"e":4000000000,"o":""}',
    '{"e":4000000000,"o":"7a3f01;000000000000;;W10"}',
    'x',
  ])('is malformed with the payload %s even if correctly signed', (text) => {
    const payload = Buffer.from(text).toString('base64url');
    const mac = createHmac('sha256', key)
      .update(`onplay grant v1\ntrailer\n${payload}`)
      .digest()
      .subarray(0, 16);
    expect(() => verify(`${payload}.${mac.toString('base64url')}`)).toThrow(refusedAs('grant_malformed'));
  });

  it('expires at its expiry second', () => {
    const grant = issueGrant(key, scope);
    expect(verify(grant, { nowSeconds: now + 3599.9 })).toStrictEqual(scope);
    expect(() => verify(grant, { nowSeconds: now + 3600 })).toThrow(refusedAs('grant_expired'));
  });

  it('is bound to network and sites', () => {
    const grant = issueGrant(key, { ...scope, ip: '192.0.2.0/24', referrer: ['a.example'] });
    expect(() => verify(grant, { ip: '198.51.100.1' })).toThrow(refusedAs('grant_wrong_ip'));
    expect(() => verify(grant, { referrer: 'https://b.example/' })).toThrow(
      refusedAs('grant_wrong_referrer'),
    );
  });
});

describe("a grant's expiry", () => {
  const hour = 3600;

  it('is never after the token or the longest lifetime of a grant, and in the future if the token is valid', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e6 }), fc.integer({ min: 60, max: 1e6 }), (left, ttl) => {
        const end = grantExpirySeconds(now + left, now, ttl);
        expect(end).toBeLessThanOrEqual(now + Math.min(left, ttl));
        expect(end > now || left === 0).toBe(true);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('is a whole minute, so that requests close together get the same URLs', () => {
    const ends = [0, 20, 59].map((later) =>
      grantExpirySeconds(now + 9 * hour + later, now + later, 12 * hour),
    );
    expect(new Set(ends)).toStrictEqual(new Set([now + 9 * hour]));
    expect(grantExpirySeconds(now + 99 * hour, now + 30, 12 * hour)).toBe(now + 12 * hour);
  });

  it('is not rounded in the last ten minutes', () => {
    expect(grantExpirySeconds(now + 90, now + 3, 12 * hour)).toBe(now + 90);
  });
});

it('is not issued with a limit of streams and no session, as no stream would be counted', () => {
  expect(() => issueGrant(key, { ...scope, maxStreams: 2 })).toThrow('session');
});
