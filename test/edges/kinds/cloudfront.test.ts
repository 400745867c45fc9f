/** Against the CloudFront API reference, its Developer Guide and Signature Version 4. */
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cachePathOf } from '../../../src/edges/cache-path.js';
import { invalidationBatch, invalidationPath } from '../../../src/edges/invalidation-batch.js';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { type AssetId, toAssetId } from '../../../src/shared/asset-id.js';
import { edgeOf, kinds } from '../support/each-kind.js';
import { edgeServer, type Received } from '../support/edge-server.js';
import { failure, hard, patient, soft, targets } from '../support/purges.js';

const agreement = kinds.cloudfront.agreement;

async function sent(purge = hard(), more: object = {}) {
  const { url, received } = await edgeServer(agreement);
  const answer = await edgeOf('cloudfront', url, more).purge(purge, patient);
  expect(received).toHaveLength(1);
  return { answer, request: received[0] as Received };
}

const pathsIn = (body: string) => [...body.matchAll(/<Path>([^<]*)<\/Path>/g)].map(([, path]) => path);

/** Signature Version 4 of a received request, step by step. */
function signatureOf(
  { method, url, headers, body }: Received,
  signedHeaders: string,
  secret: string,
): string {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const canonicalHeaders = signedHeaders.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const canonical = [method, url, '', canonicalHeaders.join(''), signedHeaders, sha256(body)].join('\n');
  const time = String(headers['x-amz-date']);
  const scope = `${time.slice(0, 8)}/us-east-1/cloudfront/aws4_request`;
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
}

describe('CloudFront', () => {
  it('receives a path with a wildcard, in XML', async () => {
    const { answer, request } = await sent();
    expect(answer).toStrictEqual({ detail: 'invalidation I2J0I21PCUYOIK' });
    expect(request).toMatchObject({
      method: 'POST',
      url: '/2020-05-31/distribution/EDFDVBD6EXAMPLE/invalidation',
      headers: { 'content-type': 'text/xml' },
    });
    expect(request.body.replace(/>[0-9a-f-]{36}</, '>a UUID<')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>' +
        '<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">' +
        '<CallerReference>a UUID</CallerReference>' +
        '<Paths><Items><Path>/-/-/films/My%20holiday/*</Path></Items><Quantity>1</Quantity></Paths>' +
        '</InvalidationBatch>',
    );
  });

  it('is signed, including body, time and session token', async () => {
    const { request } = await sent();
    const form = new RegExp(
      '^AWS4-HMAC-SHA256 Credential=AKIDnW2cLk7vXe/(\\d{8})/us-east-1/cloudfront/aws4_request, ' +
        'SignedHeaders=([\\w;-]+), Signature=([0-9a-f]{64})$',
    );
    const [, day, signed = '', signature] = form.exec(String(request.headers.authorization)) ?? [];
    expect(signed.split(';')).toStrictEqual(['host', 'x-amz-date', 'x-amz-security-token']);
    expect(request.headers['x-amz-security-token']).toBe('session-Tq9sZ1mR4u');
    expect(signature).toBe(signatureOf(request, signed, 'secretaccess-8hGtYb3'));
    const time = String(request.headers['x-amz-date']);
    expect(time).toMatch(new RegExp(`^${day}T\\d{6}Z$`));
    const iso = time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    expect(Math.abs(Date.parse(iso) - Date.now())).toBeLessThan(60_000);
  });

  it('gets a new caller reference with every request', async () => {
    const references = new Set<string | undefined>();
    for (let i = 0; i < 3; i++) {
      references.add(/<CallerReference>(.+)<\/CallerReference>/.exec((await sent()).request.body)?.[1]);
    }
    expect(references.size).toBe(3);
  });

  it('purges the whole asset for a version and a rendition, and says so', async () => {
    for (const target of [targets.version, targets.rendition]) {
      const { answer, request } = await sent(hard(target));
      expect(pathsIn(request.body)).toStrictEqual(['/-/-/films/My%20holiday/*']);
      expect(answer.detail).toMatch(`${target.kind}s apart by path, so the whole asset`);
    }
  });

  it('keeps what else the distribution caches when everything is purged', async () => {
    expect(pathsIn((await sent(hard(targets.everything))).request.body)).toStrictEqual(['/-/*']);
  });

  it('receives tags if the distribution reads them', async () => {
    for (const target of Object.values(targets)) {
      const { answer, request } = await sent(hard(target), { tags: true });
      expect(pathsIn(request.body)).toStrictEqual([`#${surrogateKeyOf(target)}`]);
      expect(answer.detail).toBe('invalidation I2J0I21PCUYOIK');
    }
  });

  it('says that a soft purge was a hard one', async () => {
    expect((await sent(soft())).answer.detail).toMatch(/no soft purge.*; invalidation I2J0I21PCUYOIK$/);
  });

  it('is requested at most once a second, or ten times with tags', () => {
    expect(edgeOf('cloudfront', 'https://a.example').pace.everyMs).toBe(1000);
    expect(edgeOf('cloudfront', 'https://a.example', { tags: true }).pace.everyMs).toBe(100);
  });

  it.each([
    ['TooManyInvalidationsInProgress', 400, false],
    ['Throttling', 400, false],
    ['InvalidArgument', 400, true],
    ['AccessDenied', 403, true],
    ['ServiceUnavailable', 503, false],
  ])('may be retried after %s (%d), or not', async (code, status, isFinal) => {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code></Error></ErrorResponse>`;
    const { url } = await edgeServer({ status, body });
    const error = await failure(edgeOf('cloudfront', url).purge(hard(), patient));
    expect([error.isFinal, error.message.endsWith(`; it said: ${code}`)]).toStrictEqual([isFinal, true]);
  });
});

describe('the path that is invalidated', () => {
  const pathOf = (name: string) => invalidationPath({ kind: 'asset', asset: toAssetId(name) });

  it.each([
    ['film', '/-/-/film/*'],
    ['a/b_c-d.e', '/-/-/a/b_c-d.e/*'],
    ['Größe [1]', '/-/-/Gr%C3%B6%C3%9Fe%20%5B1%5D/*'],
    ['100% "real" {#1}|^`<>', '/-/-/100%25%20%22real%22%20%7B%231%7D%7C%5E%60%3C%3E/*'],
  ])('is that of the asset: %s', (name, expected) => {
    expect(pathOf(name)).toBe(expected);
  });

  it.each([
    ['film~1', '/-/-/film*'],
    ['films/Ben & Jerry', '/-/-/films/Ben%20*'],
    ['holiday (1)', '/-/-/holiday%20*'],
    ["it's", '/-/-/it*'],
    ['a,b', '/-/-/a*'],
    ['a*b', '/-/-/a*'],
  ])('is cut before characters that CloudFront may not match: %s', (name, expected) => {
    expect(pathOf(name)).toBe(expected);
  });

  const asset = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), {
    minLength: 1,
    maxLength: 8,
  });
  const assets = asset
    .map((components) => {
      try {
        return toAssetId(components.join('/'));
      } catch {
        return undefined;
      }
    })
    .filter((name): name is AssetId => name !== undefined);

  it('covers the asset, whatever its name, and fits into XML', () => {
    const property = fc.property(assets, (name) => {
      const target = { kind: 'asset', asset: name } as const;
      const path = invalidationPath(target);
      expect(path).toMatch(/^\/-\/-\/[\w./%-]*\*$/);
      expect(path.length).toBeLessThanOrEqual(4000);
      expect(cachePathOf(target).startsWith(path.slice(0, -1))).toBe(true);
    });
    fc.assert(property, { seed: 20_261_120, numRuns: 300 });
  });

  it('is escaped in the XML', () => {
    const body = invalidationBatch(`/a&b<c>"d'`, '</CallerReference>');
    expect(body).toContain('<Path>/a&#38;b&#60;c&#62;&#34;d&#39;</Path>');
    expect(body).toContain('<CallerReference>&#60;/CallerReference&#62;</CallerReference>');
  });
});
