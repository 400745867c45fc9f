/** Media that edges cache: each kind fetched once, answered from the cache, and refused to grants of others. */
import { expect, it } from 'vitest';
import type { MediaKind } from '../../beside/support/media-kinds.js';
import { type Answer, patientExchange, type RequestOptions } from '../../conformance/exchange.js';
import type { EdgeKind } from '../../edges/support/running-edge.js';
import { type EdgeDeployment, KINDS } from './edge-deployment.js';

export interface MediaFixture {
  readonly deployment: EdgeDeployment;
  /** The path after the grant, of each kind by what it is. */
  readonly names: ReadonlyMap<string, string>;
}

/** Asks for media with a grant of a viewer's own. */
export async function askMedia(
  deployment: EdgeDeployment,
  at: EdgeKind | 'origin',
  name: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const grant = await deployment.grant(assetOf(name), { viewer: `viewer ${Math.random()}` });
  return patientExchange(`${deployment.urlOf(at)}/-/${grant}/${name}`, options);
}

/** The asset of media, whose name has one part. */
export function assetOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

/** An edge that compresses a text weakens its entity tag. */
const opaque = ({ headers }: Answer) => headers.get('etag')?.replace(/^W\/|-gzip/g, '');

export function mediaCases({ what, contentType, isPlaylist }: MediaKind, fixture: () => MediaFixture): void {
  it.each(KINDS)('is fetched by %s once for all viewers, as the origin has it', async (kind) => {
    const { deployment, names } = fixture();
    const name = names.get(what)!;
    const own = await askMedia(deployment, 'origin', name);
    expect([own.status, own.headers.get('content-type')]).toEqual([200, contentType]);
    deployment.proxy(kind).reset();
    for (let viewer = 0; viewer < 3; viewer++) {
      const answer = await askMedia(deployment, kind, name);
      const { status, headers, body } = answer;
      expect([status, headers.get('content-type')]).toEqual([200, contentType]);
      expect(opaque(answer)).toBe(opaque(own));
      expect(headers.get('cache-control')).toBe(own.headers.get('cache-control'));
      expect(headers.has('surrogate-key')).toBe(false);
      expect(body.equals(own.body)).toBe(true);
    }
    expect(deployment.proxy(kind).media.get(name)).toBe(1);
  });

  it.each(KINDS)('is answered by %s in part, to HEAD and to conditions, from its cache', async (kind) => {
    const { deployment, names } = fixture();
    const ask = (options?: RequestOptions) => askMedia(deployment, kind, names.get(what)!, options);
    const whole = await ask();
    deployment.proxy(kind).reset();
    const head = await ask({ method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.body.length]).toEqual([
      200,
      String(whole.body.length),
      0,
    ]);
    const same = await ask({ headers: { 'If-None-Match': whole.headers.get('etag')! } });
    expect([same.status, same.body.length]).toEqual([304, 0]);
    // Of texts that may be compressed there are no parts.
    if (!isPlaylist) {
      const part = await ask({ headers: { Range: 'bytes=5-9' } });
      expect([part.status, part.body]).toEqual([206, whole.body.subarray(5, 10)]);
      const beyond = await ask({ headers: { Range: `bytes=${whole.body.length}-` } });
      expect(beyond.status).toBe(416);
    }
    expect(deployment.proxy(kind).total).toBe(0);
  });

  it.each(KINDS)('is refused by %s to grants of others, without a request to the origin', async (kind) => {
    const { deployment, names } = fixture();
    const name = names.get(what)!;
    const { headers } = await askMedia(deployment, kind, name);
    deployment.proxy(kind).reset();
    const requests: readonly RequestOptions[] = [
      {},
      { method: 'HEAD' },
      { headers: { Range: 'bytes=0-9', 'X-Forwarded-For': '192.0.2.1' } },
      { headers: { 'If-None-Match': headers.get('etag')! } },
    ];
    for (const grant of await refusedGrants(deployment, assetOf(name)))
      for (const request of requests) {
        const { status, body } = await patientExchange(
          `${deployment.edge(kind).url}/-/${grant}/${name}`,
          request,
        );
        expect([status, body.toString().replace(/,.*/s, '')]).toEqual([
          403,
          request.method === 'HEAD' ? '' : expect.stringContaining('{"type":"urn:onplay:problem:grant_'),
        ]);
      }
    expect(deployment.proxy(kind).total).toBe(0);
  });
}

async function refusedGrants(deployment: EdgeDeployment, asset: string): Promise<readonly string[]> {
  const whole = await deployment.grant(asset);
  return [
    await deployment.grant(asset === 'film' ? 'subtitled' : 'film'),
    await deployment.grant(asset, { expiresAtSeconds: Math.floor(Date.now() / 1000) }),
    await deployment.grant(asset, { ip: '192.0.2.0/24' }),
    await deployment.grant(asset, { referrer: ['example.com'] }),
    `${whole.slice(0, -1)}${whole.endsWith('A') ? 'Q' : 'A'}`,
  ];
}
