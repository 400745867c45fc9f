import { createSecretKey } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { issueGrant } from '../../../src/access/tokens/grant.js';
import { GrantVerifier } from '../../../src/access/tokens/grant-verifier.js';
import type { PlaybackScope, RequestContext } from '../../../src/access/tokens/scope.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const key = createSecretKey(Buffer.alloc(32, 1));
const otherKey = createSecretKey(Buffer.alloc(32, 2));
const now = 1_800_000_000;
const asset = toAssetId('trailer');
const scope: PlaybackScope = { asset, expiresAtSeconds: now + 60 };
const request: RequestContext = { asset, ip: '192.0.2.7', referrer: 'https://a.example/', nowSeconds: now };
const refusedAs = (code: string) => expect.objectContaining({ code });

const revoked = new Set<string | undefined>();
let verifier: GrantVerifier;
beforeEach(() => {
  revoked.clear();
  verifier = new GrantVerifier(key, ({ viewer }) => revoked.has(viewer));
});

const verify = (grant: string, context: Partial<RequestContext> = {}) =>
  verifier.verify(grant, { ...request, ...context });

describe('a grant that was verified before', () => {
  it('has the same scope, without another check of its signature', () => {
    const grant = issueGrant(key, { ...scope, maxHeight: 360, viewer: 'anna' });
    const first = verify(grant);
    expect(first).toStrictEqual({ ...scope, maxHeight: 360, viewer: 'anna' });
    expect(verify(grant)).toBe(first);
  });

  it('still expires', () => {
    const grant = issueGrant(key, scope);
    verify(grant);
    expect(verify(grant, { nowSeconds: now + 59.9 })).toStrictEqual(scope);
    for (const nowSeconds of [now + 60, now + 61]) {
      expect(() => verify(grant, { nowSeconds })).toThrow(refusedAs('grant_expired'));
    }
  });

  it('is still bound to its network', () => {
    const grant = issueGrant(key, { ...scope, ip: '192.0.2.0/24' });
    verify(grant);
    for (const ip of ['198.51.100.1', undefined]) {
      expect(() => verify(grant, { ip })).toThrow(refusedAs('grant_wrong_ip'));
    }
    expect(verify(grant, { ip: '192.0.2.9' }).ip).toBe('192.0.2.0/24');
  });

  it('is still bound to its sites', () => {
    const grant = issueGrant(key, { ...scope, referrer: ['a.example'] });
    verify(grant);
    for (const referrer of ['https://evil.example/', undefined]) {
      expect(() => verify(grant, { referrer })).toThrow(refusedAs('grant_wrong_referrer'));
    }
    expect(verify(grant).referrer).toStrictEqual(['a.example']);
  });

  it('can be revoked', () => {
    const grant = issueGrant(key, { ...scope, viewer: 'anna' });
    verify(grant);
    revoked.add('anna');
    expect(() => verify(grant)).toThrow(refusedAs('grant_revoked'));
    expect(verify(issueGrant(key, { ...scope, viewer: 'ben' })).viewer).toBe('ben');
  });

  it('is forged in front of another asset', () => {
    const grant = issueGrant(key, scope);
    verify(grant);
    for (const name of ['other', 'Trailer', 'trailer/trailer']) {
      expect(() => verify(grant, { asset: toAssetId(name) })).toThrow(refusedAs('grant_forged'));
    }
    expect(verify(grant)).toStrictEqual(scope);
  });

  it('is refused with the same error as a new one', () => {
    const grant = issueGrant(key, { ...scope, ip: '192.0.2.0/24' });
    const refusal = (ip: string) => {
      try {
        return verify(grant, { ip });
      } catch (error) {
        return error;
      }
    };
    const fresh = refusal('198.51.100.1');
    verify(grant);
    expect(refusal('198.51.100.1')).toStrictEqual(fresh);
  });

  it('does not make similar grants genuine', () => {
    const grant = issueGrant(key, scope);
    verify(grant);
    const changed = [`${grant}A`, grant.slice(0, -1), grant.toUpperCase(), ` ${grant}`, `${grant}\0`];
    for (const other of changed) expect(() => verify(other)).toThrow(/^grant_(forged|malformed)/);
  });
});

describe('a grant that is refused', () => {
  it('is refused every time', () => {
    const forged = issueGrant(otherKey, scope);
    for (let i = 0; i < 3; i++) expect(() => verify(forged)).toThrow(refusedAs('grant_forged'));
    for (let i = 0; i < 3; i++) expect(() => verify('nonsense')).toThrow(refusedAs('grant_malformed'));
  });

  it('for its network is accepted from the right one', () => {
    const grant = issueGrant(key, { ...scope, ip: '192.0.2.0/24' });
    expect(() => verify(grant, { ip: '198.51.100.1' })).toThrow(refusedAs('grant_wrong_ip'));
    expect(verify(grant).asset).toBe('trailer');
    expect(() => verify(grant, { ip: '198.51.100.1' })).toThrow(refusedAs('grant_wrong_ip'));
  });
});

it('a grant is verified again after it was evicted from the cache', () => {
  const grant = issueGrant(key, scope);
  const first = verify(grant);
  for (let i = 1; i <= 10_000; i++) verify(issueGrant(key, { ...scope, maxHeight: i }));
  const again = verify(grant);
  expect(again).toStrictEqual(first);
  expect(again).not.toBe(first);
});
