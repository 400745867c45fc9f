import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Revocation } from '../../../src/access/revocations/revocation.js';
import { type Edge, EdgeError, type Purge } from '../../../src/edges/edge.js';
import type { Receipt } from '../../../src/edges/invalidation/receipt.js';
import { codeOf, startTestOrigin, type TestOrigin } from './support/test-origin.js';

const HOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** An edge that records what it was notified of. */
function testEdge(name: string) {
  const orders: Purge[] = [];
  const lists: (readonly Revocation[])[] = [];
  const edge: Edge = {
    name,
    pace: { everyMs: 0 },
    purge: async (order) => {
      orders.push(order);
      return { detail: 'forgotten', verified: true };
    },
    revoke: async (list) => {
      lists.push(list);
      return { detail: `${list.length} known` };
    },
  };
  return { edge, orders, lists };
}

let near: ReturnType<typeof testEdge>;
let far: ReturnType<typeof testEdge>;
let origin: TestOrigin;
beforeEach(async () => {
  near = testEdge('near');
  far = testEdge('far');
  origin = await startTestOrigin({
    masters: ['film.mp4', 'other.mp4'],
    edges: [near.edge, far.edge],
    env: { ONPLAY_HOOK_SECRET: HOOK_SECRET },
  });
});
afterEach(() => origin.stop());

const invalidate = (body: unknown) =>
  origin.manage('/invalidations', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

async function completed(id: string): Promise<Receipt> {
  return vi.waitFor(async () => {
    const receipt = (await (await origin.manage(`/invalidations/${id}`)).json()) as Receipt;
    expect(receipt.completedAt).toBeDefined();
    return receipt;
  });
}

async function play(asset = 'film', scope = {}) {
  return origin.get(`${await origin.folder(asset, 'v240', scope)}/0.m4s`);
}

describe('POST /api/invalidations', () => {
  it('invalidates an asset here and at every edge, and stores a receipt', async () => {
    await play();
    await play('other');
    const response = await invalidate({ asset: 'film' });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as Receipt;
    expect(response.headers.get('location')).toBe(`/api/invalidations/${id}`);
    const receipt = await completed(id);
    expect(receipt).toMatchObject({
      state: 'completed',
      target: { kind: 'asset', asset: 'film' },
      mode: 'hard',
      edges: [
        { name: 'near', state: 'done', attempts: 1, detail: 'forgotten', verified: true },
        { name: 'far', state: 'done', attempts: 1 },
      ],
    });
    expect(receipt.origin.memory).toBeGreaterThan(0);
    expect(near.orders).toStrictEqual([{ target: { kind: 'asset', asset: 'film' }, mode: 'hard' }]);
    expect((await play('film')).headers.get('cache-status')).toBe('onplay; fwd=miss');
    expect((await play('other')).headers.get('cache-status')).toBe('onplay; hit');
  });

  it('of a rendition leaves the others cached', async () => {
    await play();
    const audio = async () => origin.get(`${await origin.folder('film', 'a1')}/0.m4s`);
    await audio();
    await completed(((await (await invalidate({ asset: 'film', rendition: 'v240' })).json()) as Receipt).id);
    expect((await play()).headers.get('cache-status')).toBe('onplay; fwd=miss');
    expect((await audio()).headers.get('cache-status')).toBe('onplay; hit');
  });

  it('cancels encodes in progress, and caches nothing of them', async () => {
    const folder = await origin.folder();
    origin.encoder.automatic = false;
    const answer = origin.get(`${folder}/0.m4s`);
    await vi.waitFor(() => expect(origin.encoder.names).toContain('v240/0'));
    const { id } = (await (await invalidate({ asset: 'film' })).json()) as Receipt;
    expect((await completed(id)).origin.underWay).toBeGreaterThan(0);
    expect([(await answer).status, origin.services.cache.bytes]).toStrictEqual([503, 0]);
  });

  it('in soft mode leaves the origin cache, whose content is determined by its key', async () => {
    await play();
    const { id } = (await (await invalidate({ asset: 'film', mode: 'soft' })).json()) as Receipt;
    expect((await completed(id)).origin).toStrictEqual({ memory: 0, disk: 0, underWay: 0 });
    expect((await play()).headers.get('cache-status')).toBe('onplay; hit');
    expect(near.orders).toMatchObject([{ mode: 'soft' }]);
  });

  it('of everything leaves nothing cached', async () => {
    await play();
    await play('other');
    await completed(((await (await invalidate({ everything: true })).json()) as Receipt).id);
    expect(origin.services.cache.bytes).toBe(0);
  });

  it('of an asset that was deleted leaves nothing playable', async () => {
    const folder = await origin.folder();
    await origin.get(`${folder}/0.m4s`);
    await origin.replace('film.mp4', undefined);
    await completed(((await (await invalidate({ asset: 'film' })).json()) as Receipt).id);
    for (const file of ['0.m4s', '1.m4s', 'init.mp4', 'media.m3u8'])
      expect(await codeOf(await origin.get(`${folder}/${file}`))).toBe('asset_unknown');
  });

  it('retries an edge that failed, and reports its response', async () => {
    let failures = 2;
    const purge = near.edge.purge;
    vi.spyOn(near.edge, 'purge').mockImplementation((...args) =>
      failures-- > 0 ? Promise.reject(new EdgeError('503 from the edge')) : purge(...args),
    );
    const { id } = (await (await invalidate({ asset: 'film' })).json()) as Receipt;
    expect((await completed(id)).edges).toMatchObject([
      { name: 'near', state: 'done', attempts: 3 },
      { name: 'far', state: 'done', attempts: 1 },
    ]);
  });

  it.each([
    {},
    { asset: 7 },
    { asset: 'film', everything: true },
    { everything: false },
    { asset: 'film', vesion: '1' },
    { asset: 'film', rendition: '../v240' },
    { viewer: '' },
    { token: 'no token' },
    { asset: 'film', mode: 'gentle' },
    [],
  ])('refuses a request that is not clear: %j', async (body) => {
    const response = await invalidate(body);
    expect([response.status, await codeOf(response)]).toStrictEqual([400, 'body_invalid']);
    expect(near.orders).toStrictEqual([]);
  });

  it('requires the management key', async () => {
    const response = await fetch(`${origin.url}/api/invalidations`, { method: 'POST' });
    expect(response.status).toBe(401);
  });
});

describe('a revocation', () => {
  it('ends the access of one viewer at once, and notifies every edge', async () => {
    await play('film', { viewer: 'ann' });
    const { id } = (await (await invalidate({ viewer: 'ann' })).json()) as Receipt;
    await completed(id);
    const refused = await play('film', { viewer: 'ann' });
    expect([refused.status, await codeOf(refused)]).toStrictEqual([403, 'grant_revoked']);
    expect((await play('film', { viewer: 'ben' })).status).toBe(200);
    expect((await play('film')).status).toBe(200);
    expect(near.lists.at(-1)).toHaveLength(1);
    const manifest = await origin.get(`/film.m3u8?token=${origin.token('film', { viewer: 'ann' })}`);
    expect(await codeOf(manifest)).toBe('token_revoked');
  });

  it("ends the access of one tenant's viewer, and of no other by that name", async () => {
    const { id, target } = (await (await invalidate({ viewer: 'ann', tenant: 'acme' })).json()) as Receipt;
    await completed(id);
    expect(target).toMatchObject({ kind: 'viewer', viewer: 'ann', tenant: 'acme' });
    const statusAs = async (claims: Record<string, string>) => (await play('film', claims)).status;
    expect(await statusAs({ viewer: 'ann', tenant: 'acme' })).toBe(403);
    expect(await statusAs({ viewer: 'ann', tenant: 'globex' })).toBe(200);
    expect(await statusAs({ viewer: 'ann' })).toBe(200);
  });

  it('ends the access of one token, and of the grants issued for it', async () => {
    const token = origin.token('film', {}, 3601);
    const playlist = await (await origin.get(`/film.m3u8?token=${token}`)).text();
    const media = `/${/^-\/.*media\.m3u8$/m.exec(playlist)![0]}`;
    expect((await origin.get(media)).status).toBe(200);
    await invalidate({ token });
    expect(await codeOf(await origin.get(media))).toBe('grant_revoked');
    expect(await codeOf(await origin.get(`/film.m3u8?token=${token}`))).toBe('token_revoked');
    const other = origin.token('film', {}, 3602);
    expect((await origin.get(`/film.m3u8?token=${other}`)).status).toBe(200);
  });
});

describe('GET /api/invalidations', () => {
  it('lists invalidations, newest first', async () => {
    for (const asset of ['film', 'other']) await invalidate({ asset });
    const { invalidations } = (await (await origin.manage('/invalidations')).json()) as {
      invalidations: Receipt[];
    };
    expect(invalidations.map(({ target }) => target)).toMatchObject([{ asset: 'other' }, { asset: 'film' }]);
  });

  it.each(['inv_000000000000000000000000', '..%2f..%2fgrant.key', 'x'])('answers 404 for %s', async (id) => {
    expect(await codeOf(await origin.manage(`/invalidations/${id}`))).toBe('invalidation_unknown');
  });
});

describe('POST /hooks/cdn', () => {
  const signer = new Webhook(HOOK_SECRET);

  function deliver(id: string, body: unknown, { at = new Date(), headers = {} } = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(`${origin.url}/hooks/cdn`, {
      method: 'POST',
      body: text,
      headers: {
        'Content-Type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signer.sign(id, at, text),
        ...headers,
      },
    });
  }

  const order = { type: 'invalidate', data: { asset: 'film' } };

  it('starts an invalidation', async () => {
    await play();
    const response = await deliver('msg_1', order);
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    expect(await completed(id)).toMatchObject({ messageId: 'msg_1', target: { asset: 'film' } });
    expect((await play()).headers.get('cache-status')).toBe('onplay; fwd=miss');
  });

  it('has one effect for a message that is delivered several times', async () => {
    const ids = new Set<string>();
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => deliver('msg_1', order)));
      for (const answer of answers) ids.add(((await answer.json()) as { id: string }).id);
    }
    expect(ids.size).toBe(1);
    await completed([...ids][0]!);
    expect([near.orders.length, far.orders.length]).toStrictEqual([1, 1]);
  });

  it('ignores messages of other types', async () => {
    const response = await deliver('msg_1', { type: 'invoice.paid', data: {} });
    expect([response.status, near.orders.length]).toStrictEqual([202, 0]);
  });

  const MINUTES = 60_000;
  it.each([
    ['unsigned', { headers: { 'webhook-signature': '' } }, 'hook_unsigned'],
    ['signed with another key', { headers: { 'webhook-signature': `v1,${'A'.repeat(43)}=` } }, 'hook_forged'],
    ['under another id', { headers: { 'webhook-id': 'msg_2' } }, 'hook_forged'],
    ['stale', { at: new Date(Date.now() - 6 * MINUTES) }, 'hook_stale'],
    ['from the future', { at: new Date(Date.now() + 6 * MINUTES) }, 'hook_stale'],
  ])('refuses a message that is %s', async (_what, options, code) => {
    expect(await codeOf(await deliver('msg_1', order, options))).toBe(code);
    expect(near.orders).toStrictEqual([]);
  });

  it('refuses a message that is too large, without reading it', async () => {
    const response = await deliver('msg_1', { ...order, padding: 'x'.repeat(20_000) });
    expect([response.status, await codeOf(response)]).toStrictEqual([413, 'body_too_large']);
  });

  it.each(['', 'no JSON', '7', '{"type":"invalidate","data":{"asset":"../.."}}'])(
    'refuses a malformed message: %s',
    async (text) => {
      const response = await deliver('msg_1', text);
      expect(response.status).toBe(400);
      expect(near.orders).toStrictEqual([]);
    },
  );

  it('refuses all messages without a secret', async () => {
    const closed = await startTestOrigin();
    const response = await fetch(`${closed.url}/hooks/cdn`, { method: 'POST', body: '{}' });
    expect([response.status, await codeOf(response)]).toStrictEqual([404, 'hooks_closed']);
    await closed.stop();
  });
});
