import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokenVerifier, type TokenVerifier } from '../../../src/access/tokens/token-verifier.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const secret = 'a-secret-that-has-at-least-32-bytes!';
const asset = toAssetId('films/trailer');
const nowSeconds = 1_800_000_000;
const request = { asset, ip: undefined, referrer: undefined, nowSeconds };
const good = { sub: 'films/trailer', aud: 'onplay', exp: nowSeconds + 60 };
const refusedAs = (code: string) => expect.objectContaining({ code });

describe('a playback token signed with a public-key algorithm', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });
  const keySet = JSON.stringify({ keys: [jwk(rsa.publicKey, 'r'), jwk(ec.publicKey, 'e')] });
  let folder: string;
  let verifier: TokenVerifier;
  const check = (token: string) => verifier.verify(token, request);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'onplay-keys-'));
    const location = path.join(folder, 'keys.json');
    await writeFile(location, keySet);
    verifier = createTokenVerifier({ tokenKey: { kind: 'jwks', location } });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is verified with the key its header names', async () => {
    const scope = { asset, expiresAtSeconds: nowSeconds + 60, token: expect.any(String) };
    expect(await check(jwt.sign(good, rsa.privateKey, { algorithm: 'RS256', keyid: 'r' }))).toStrictEqual(
      scope,
    );
    expect(await check(jwt.sign(good, ec.privateKey, { algorithm: 'ES256', keyid: 'e' }))).toStrictEqual(
      scope,
    );
  });

  it.each([
    ['an unknown key', jwt.sign(good, rsa.privateKey, { algorithm: 'RS256', keyid: 'x' })],
    ['the kid of another algorithm', jwt.sign(good, rsa.privateKey, { algorithm: 'RS256', keyid: 'e' })],
    ['no kid', jwt.sign(good, rsa.privateKey, { algorithm: 'RS256' })],
    ['another hash', jwt.sign(good, rsa.privateKey, { algorithm: 'RS512', keyid: 'r' })],
    ['another padding', jwt.sign(good, rsa.privateKey, { algorithm: 'PS256', keyid: 'r' })],
    ['a shared secret', jwt.sign(good, secret, { algorithm: 'HS256', keyid: 'r' })],
  ])('is forged with %s', async (_, token) => {
    await expect(check(token)).rejects.toThrow(refusedAs('token_forged'));
  });

  it('is forged if the public key was used as a shared secret', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'HS256', kid: 'r' })}.${part(good)}`;
    const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
    const token = `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
    await expect(check(token)).rejects.toThrow(refusedAs('token_forged'));
  });

  it('is forged if a shared secret is configured', async () => {
    const token = jwt.sign(good, rsa.privateKey, { algorithm: 'RS256', keyid: 'r' });
    const withSecret = createTokenVerifier({ tokenKey: { kind: 'secret', secret } });
    await expect(withSecret.verify(token, request)).rejects.toThrow(refusedAs('token_forged'));
  });
});
