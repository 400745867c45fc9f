import fc from 'fast-check';
import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../src/access/tokens/scope.js';
import { signToken } from '../../../src/access/tokens/sign-token.js';
import { reservedClaimNames } from '../../../src/access/tokens/token-claims.js';
import { tokenName } from '../../../src/access/tokens/token-name.js';
import { createTokenVerifier } from '../../../src/access/tokens/token-verifier.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

const secret = 'a-secret-that-has-at-least-32-bytes!';
const now = 1_800_000_000;
const asset = toAssetId('films/trailer');
const request: RequestContext = {
  asset,
  ip: '192.0.2.7',
  referrer: 'https://shop.example/a?b',
  nowSeconds: now,
};
const good = { sub: 'films/trailer', aud: 'onplay', exp: now + 60 };

const verifier = createTokenVerifier({ tokenKey: { kind: 'secret', secret } });
// As text the payload is not checked by the library, so that wrong claims can be signed too.
const signed = (claims: object, key: string = secret) => jwt.sign(JSON.stringify(claims), key);
const verify = (token: string | undefined, context: Partial<RequestContext> = {}) =>
  verifier.verify(token, { ...request, ...context });
const verifyClaims = (claims: object, context?: Partial<RequestContext>) =>
  verify(signed({ ...good, ...claims }), context);
const refusedAs = (code: string) => expect.objectContaining({ code });

const A_HANDLE = expect.stringMatching(/^[\w-]{16}$/) as string;

describe('a playback token', () => {
  it('has the scope of its claims', async () => {
    expect(await verify(signed(good))).toStrictEqual({ asset, expiresAtSeconds: now + 60, token: A_HANDLE });
  });

  it('is named after what is signed, however its signature is encoded', async () => {
    const token = signed(good);
    const { token: name } = await verify(token);
    expect(name).toBe(tokenName(token));
    expect(tokenName(`${token.slice(0, -1)}A`)).toBe(name);
    expect((await verify(signed({ ...good, viewer: 'ann' }))).token).not.toBe(name);
  });

  it('has the text that is burned in, by a number or a name', async () => {
    expect(await verifyClaims({ burn: 2 })).toMatchObject({ burn: '2' });
    expect(await verifyClaims({ burn: 't-fr-forced' })).toMatchObject({ burn: 't-fr-forced' });
    await expect(verifyClaims({ burn: '../de' })).rejects.toThrow();
  });

  it('has the language of its claim as masters have it', async () => {
    expect(await verifyClaims({ language: 'eng' })).toMatchObject({ language: 'en' });
  });

  it('has the restrictions of its claims', async () => {
    const claims = {
      max_height: 720,
      max_bitrate: 3_000_000,
      viewer: 'ann',
      tenant: 'acme',
      ip: '192.0.2.0/24',
      referrer: ['shop.example'],
      nbf: now - 60,
    };
    expect(await verifyClaims(claims)).toStrictEqual({
      asset,
      expiresAtSeconds: now + 60,
      maxHeight: 720,
      maxBitrate: 3_000_000,
      viewer: 'ann',
      tenant: 'acme',
      ip: '192.0.2.0/24',
      referrer: ['shop.example'],
      token: A_HANDLE,
    });
  });

  it.each([undefined, ''])('is missing if there is none', async (token) => {
    await expect(verify(token)).rejects.toThrow(refusedAs('token_missing'));
  });

  const [header, payload, signature] = signed(good).split('.');
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['one word', 'abc'],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${header}.${payload}.${signature}.`],
    ['a header that is not JSON', `abc.${payload}.${signature}`],
    ['a header without algorithm', `${encoded({ typ: 'JWT' })}.${payload}.${signature}`],
    [
      'a header that demands an extension',
      `${encoded({ alg: 'HS256', crit: ['b64'], b64: false })}.${payload}.${signature}`,
    ],
    ['a payload that is not JSON', `${header}.abc.${signature}`],
    [
      'a payload that is not JSON under type JWT',
      `${encoded({ alg: 'HS256', typ: 'JWT' })}.abc.${signature}`,
    ],
    ['a payload that is not an object', `${header}.${encoded([1])}.${signature}`],
    ['padding', `${header}=.${payload}.${signature}`],
    ['white space', ` ${header}.${payload}.${signature}`],
    ['too many characters', signed({ ...good, x: 'x'.repeat(4096) })],
  ])('is malformed with %s', async (_, token) => {
    await expect(verify(token)).rejects.toThrow(refusedAs('token_malformed'));
  });

  it.each([
    ['no expiry', { exp: undefined }],
    ['an expiry in words', { exp: 'tomorrow' }],
    ['no asset', { sub: undefined }],
    ['a start in words', { nbf: '0' }],
    ['a height of nothing', { max_height: 0 }],
    ['a height in words', { max_height: '720' }],
    ['a broken bitrate', { max_bitrate: 1.5 }],
    ['a negative bitrate', { max_bitrate: -1 }],
    ['a viewer of 129 characters', { viewer: 'v'.repeat(129) }],
    ['a viewer with a line break', { viewer: 'a\nb' }],
    ['a tenant without a name', { tenant: '' }],
    ['a tenant of 129 characters', { tenant: 't'.repeat(129) }],
    ['a tenant with a line break', { tenant: 'a\nb' }],
    ['a tenant that is half a character', { tenant: 'a\ud83d' }],
    ['a tenant that is a number', { tenant: 7 }],
    ['a network that is none', { ip: '192.0.2.0/33' }],
    ['an address cut short', { ip: '127.1' }],
    ['marks that are no list', { overlays: 'ann' }],
    ['no marks in the list', { overlays: [] }],
    ['one site without a list', { referrer: 'shop.example' }],
    ['no site in the list', { referrer: [] }],
    ['a site with a path', { referrer: ['shop.example/a'] }],
    ['a star inside a site', { referrer: ['shop.*'] }],
  ])('is malformed with %s, and names the claim', async (_, claims) => {
    const [name = ''] = Object.keys(claims);
    await expect(verifyClaims(claims)).rejects.toThrow(
      expect.objectContaining({ code: 'token_malformed', publicDetail: expect.stringContaining(name) }),
    );
  });

  it('has marks with what its claims say, also those that mean nothing else', async () => {
    const overlays = [{ text: '{viewer}, {seat}', place: 'top' }];
    const { marks } = await verifyClaims({ viewer: 'ann', seat: 7, overlays });
    expect(marks).toEqual([{ text: 'ann, 7', place: 'top', size: 4, opacity: 0.6 }]);
    for (const [text, said] of [
      ['{row}', 'row'],
      ['\u200b', 'overlays.0.text'],
    ])
      await expect(verifyClaims({ overlays: [{ text }] })).rejects.toThrow(
        expect.objectContaining({ code: 'token_malformed', publicDetail: expect.stringContaining(said!) }),
      );
    const long = { text: 'ä'.repeat(128) };
    await expect(verifyClaims({ overlays: [long, long, long, long] })).rejects.toThrow(/^token_malformed/);
  });

  it.each(reservedClaimNames)(
    'is malformed with %s, whatever it says: this version cannot keep it',
    async (name) => {
      for (const value of ['ann', ['a'], null, false])
        await expect(verifyClaims({ [name]: value })).rejects.toThrow(
          expect.objectContaining({ code: 'token_malformed', publicDetail: expect.stringContaining(name) }),
        );
    },
  );

  it('may have unknown claims', async () => {
    await expect(verifyClaims({ iss: 'shop', jti: '1', role: { a: 1 } })).resolves.toBeDefined();
  });

  it('is forged if any character is changed', async () => {
    const token = signed({ ...good, max_height: 360 });
    const place = fc.nat({ max: token.length - 1 });
    const character = fc.constantFrom(...'abcXYZ019-_.');
    await fc.assert(
      fc.asyncProperty(place, character, async (index, replacement) => {
        fc.pre(token[index] !== replacement);
        const changed = token.slice(0, index) + replacement + token.slice(index + 1);
        await expect(verify(changed)).rejects.toThrow(/^token_(forged|malformed)/);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('is refused with a known code, whatever the text', async () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );
    const anything = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 4 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (token) => {
        await expect(verify(token)).rejects.toThrow(/^token_(missing|malformed|forged)/);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each([
    ['another secret', signed(good, `${secret}!`)],
    ['no signature', `${encoded({ alg: 'HS256' })}.${payload}.`],
    ['the algorithm none', `${encoded({ alg: 'none' })}.${payload}.`],
    ['the algorithm none and a signature', `${encoded({ alg: 'none' })}.${payload}.${signature}`],
    ['another algorithm of the same family', jwt.sign(good, secret, { algorithm: 'HS512' })],
  ])('is forged with %s', async (_, token) => {
    await expect(verify(token)).rejects.toThrow(refusedAs('token_forged'));
  });

  it('is expired from its expiry second on, without tolerance', async () => {
    await expect(verifyClaims({ exp: now + 1 })).resolves.toBeDefined();
    await expect(verifyClaims({ exp: now })).rejects.toThrow(refusedAs('token_expired'));
  });

  it('is valid up to five seconds before its start, for clocks that differ', async () => {
    await expect(verifyClaims({ nbf: now + 5 })).resolves.toBeDefined();
    await expect(verifyClaims({ nbf: now + 6 })).rejects.toThrow(refusedAs('token_not_yet_valid'));
  });

  it('has to be for Onplay', async () => {
    await expect(verifyClaims({ aud: ['other', 'onplay'] })).resolves.toBeDefined();
    await expect(verifyClaims({ aud: 'other' })).rejects.toThrow(refusedAs('token_wrong_audience'));
    await expect(verifyClaims({ aud: ['onplay2'] })).rejects.toThrow(refusedAs('token_wrong_audience'));
    await expect(verifyClaims({ aud: undefined })).rejects.toThrow(refusedAs('token_wrong_audience'));
  });

  it('is for no other asset, not even one that looks alike', async () => {
    for (const sub of [
      'films',
      'films/trailer2',
      'Films/trailer',
      'films/trailer/',
      'films%2Ftrailer',
      '*',
    ]) {
      await expect(verifyClaims({ sub })).rejects.toThrow(refusedAs('token_wrong_asset'));
    }
  });

  it('can be bound to a network', async () => {
    await expect(verifyClaims({ ip: '192.0.2.0/29' })).resolves.toBeDefined();
    await expect(verifyClaims({ ip: '192.0.2.0/29' }, { ip: '::ffff:192.0.2.7' })).resolves.toBeDefined();
    await expect(verifyClaims({ ip: '192.0.2.8/29' })).rejects.toThrow(refusedAs('token_wrong_ip'));
    await expect(verifyClaims({ ip: '0.0.0.0/0' }, { ip: undefined })).rejects.toThrow(
      refusedAs('token_wrong_ip'),
    );
  });

  it('can be bound to sites', async () => {
    await expect(verifyClaims({ referrer: ['a.example', 'Shop.Example'] })).resolves.toBeDefined();
    await expect(verifyClaims({ referrer: ['*.shop.example'] })).rejects.toThrow(
      refusedAs('token_wrong_referrer'),
    );
    await expect(verifyClaims({ referrer: ['shop.example'] }, { referrer: undefined })).rejects.toThrow(
      refusedAs('token_wrong_referrer'),
    );
  });

  it('signed by the command line is valid for its asset', async () => {
    const token = signToken(secret, asset, { ttlSeconds: 60, nowSeconds: now, claims: { max_height: 480 } });
    expect(await verify(token)).toStrictEqual({
      ...{ asset, expiresAtSeconds: now + 60, maxHeight: 480 },
      token: A_HANDLE,
    });
  });
});

describe('a token verifier', () => {
  it('is not created without a key', () => {
    expect(() => createTokenVerifier({})).toThrow(refusedAs('config_invalid'));
  });
});
