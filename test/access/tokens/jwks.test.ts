import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyName, parseJwks } from '../../../src/access/tokens/jwks.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const shortRsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
const named = (...keys: object[]) => [...parseJwks(JSON.stringify({ keys })).keys()];

describe('a JSON Web Key Set', () => {
  it('has RSA keys for RS256 and P-256 keys for ES256', () => {
    expect(
      named({ ...rsa, kid: 'r', use: 'sig', alg: 'RS256' }, { ...ec, kid: 'e', key_ops: ['verify'] }),
    ).toStrictEqual(['RS256 r', 'ES256 e']);
  });

  it.each([
    ['for encryption', { ...rsa, kid: 'a', use: 'enc' }],
    ['for another operation', { ...rsa, kid: 'a', key_ops: ['encrypt'] }],
    ['for another algorithm', { ...rsa, kid: 'a', alg: 'PS256' }],
    ['without a name', rsa],
    ['of another curve', { ...p384, kid: 'a' }],
    ['shared in secret', { kty: 'oct', kid: 'a', k: 'c2VjcmV0' }],
    ['that are too short', { ...shortRsa, kid: 'a' }],
    ['that are off the curve', { ...ec, kid: 'a', x: ec.y }],
    ['that are nonsense', { kty: 'RSA', kid: 'a', n: '!', e: '' }],
  ])('has its keys %s ignored', (_, key) => {
    expect(named(key, { ...ec, kid: 'e' })).toStrictEqual(['ES256 e']);
  });

  it('uses the first of two keys with the same name', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const keys = parseJwks(
      JSON.stringify({
        keys: [
          { ...ec, kid: 'e' },
          { ...other, kid: 'e' },
        ],
      }),
    );
    expect(keys.get(keyName({ alg: 'ES256', kid: 'e' }))?.key.export({ format: 'jwk' })).toMatchObject({
      x: ec.x,
    });
  });

  it.each(['', '[]', '{"keys":{}}', 'null'])('is not %s', (text) => {
    expect(() => parseJwks(text)).toThrow();
  });

  it('of more than a hundred keys is refused', () => {
    expect(() => named(...Array(101).fill({}))).toThrow();
  });

  it('with arbitrary entries has only usable keys', () => {
    const member = fc.oneof(
      fc.constantFrom(...Object.values({ ...rsa, ...ec }), 'RSA', 'EC', 'P-256'),
      fc.jsonValue(),
    );
    const key = fc.dictionary(fc.constantFrom('kty', 'kid', 'n', 'e', 'x', 'y', 'crv', 'use'), member);
    fc.assert(
      fc.property(fc.array(key, { maxLength: 5 }), (keys) => {
        for (const { key: usable } of parseJwks(JSON.stringify({ keys })).values()) {
          expect(usable.type).toBe('public');
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
