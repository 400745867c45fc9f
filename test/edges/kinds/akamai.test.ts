/** Against the documentation of the Fast Purge API v3 and EdgeGrid. */
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { edgeGridAuthorization } from '../../../src/edges/kinds/edgegrid.js';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { edgeOf, kinds } from '../support/each-kind.js';
import { edgeServer, json, type Received } from '../support/edge-server.js';
import { failure, hard, patient, soft, targets } from '../support/purges.js';

const agreement = kinds.akamai.agreement;

async function sent(purge = hard(), more: object = {}) {
  const { url, received } = await edgeServer(agreement);
  const answer = await edgeOf('akamai', url, more).purge(purge, patient);
  expect(received).toHaveLength(1);
  return { answer, request: received[0] as Received };
}

/** EG1-HMAC-SHA256 of a received request, step by step. */
function signatureOf({ method, url, headers, body }: Received, host: string, secret: string): string {
  const [unsigned = ''] = String(headers.authorization).split('signature=');
  const timestamp = /timestamp=([^;]+);/.exec(unsigned)?.[1] ?? '';
  const bodyHash = createHash('sha256').update(body).digest('base64');
  const data = `${method}\thttps\t${host}\t${url}\t\t${bodyHash}\t${unsigned}`;
  const key = createHmac('sha256', secret).update(timestamp).digest('base64');
  return createHmac('sha256', key).update(data).digest('base64');
}

describe('Akamai', () => {
  it.each(Object.values(targets))('receives the tag of: $kind', async (target) => {
    const { answer, request } = await sent(hard(target));
    expect(answer).toStrictEqual({ detail: 'purge e5-9c, done in about 5 s' });
    expect(request).toMatchObject({
      method: 'POST',
      url: '/ccu/v3/delete/tag/production',
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.parse(request.body)).toStrictEqual({ objects: [surrogateKeyOf(target)] });
  });

  it('invalidates for a soft purge, and on staging if configured', async () => {
    const { request } = await sent(soft(), { network: 'staging' });
    expect(request.url).toBe('/ccu/v3/invalidate/tag/staging');
  });

  it('is signed for the host of the API client', async () => {
    const { request } = await sent();
    const form = new RegExp(
      '^EG1-HMAC-SHA256 client_token=akab-client-Vf6jX0pD;access_token=akab-access-Gs2bM5tH;' +
        'timestamp=\\d{8}T\\d\\d:\\d\\d:\\d\\d\\+0000;nonce=[0-9a-f-]{36};signature=([\\w+/]{43}=)$',
    );
    const signature = form.exec(String(request.headers.authorization))?.[1];
    expect(signature).toBe(signatureOf(request, 'akab-host-x1.luna.akamaiapis.net', 'akab-secret-Ly4nC8rK'));
  });

  it('gets a new nonce with every request', async () => {
    const nonces = new Set<string | undefined>();
    for (let i = 0; i < 3; i++) {
      nonces.add(/nonce=([^;]+)/.exec(String((await sent()).request.headers.authorization))?.[1]);
    }
    expect(nonces.size).toBe(3);
  });

  it('is retried five seconds after a 429 without Retry-After', async () => {
    const problem = { title: 'Rate Limit exceeded', httpStatus: 429 };
    const { url } = await edgeServer(json(problem, 429));
    const error = await failure(edgeOf('akamai', url).purge(hard(), patient));
    expect(error).toMatchObject({
      isFinal: false,
      retryAfterMs: 5000,
      message: 'answered 429: too many requests; it said: Rate Limit exceeded',
    });
  });

  it('is not believed if the body has another status', async () => {
    const { url } = await edgeServer(json({ httpStatus: 400, detail: 'no' }, 201));
    expect((await failure(edgeOf('akamai', url).purge(hard(), patient))).message).toMatch(
      /its API does not have/,
    );
  });
});

describe('the EdgeGrid signature', () => {
  it('equals what OpenSSL computes for the same text', () => {
    const credentials = {
      clientToken: 'akab-client-token-one',
      clientSecret: 'c2VjcmV0IG9mIHRoZSBjbGllbnQ=',
      accessToken: 'akab-access-token-one',
    };
    const post = {
      host: 'akab-host-one.luna.akamaiapis.net',
      path: '/ccu/v3/delete/tag/production',
      body: '{"objects":["onplay"]}',
    };
    const at = new Date('2026-08-01T12:34:56.789Z');
    expect(edgeGridAuthorization(credentials, post, at, 'nonce-one')).toBe(
      'EG1-HMAC-SHA256 client_token=akab-client-token-one;access_token=akab-access-token-one;' +
        'timestamp=20260801T12:34:56+0000;nonce=nonce-one;signature=cMLjkwu34MhvmNLkZd4gVC6oMUbekfGmNf7FIZ28sMM=',
    );
  });
});
