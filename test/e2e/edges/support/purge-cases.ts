/** Purges by the origin, and who is allowed to purge. */
import { describe, expect, it, test } from 'vitest';
import { type InvalidationTarget, surrogateKeyOf } from '../../../../src/edges/surrogate-keys.js';
import { type AssetId, toAssetId } from '../../../../src/shared/asset-id.js';
import type { EdgeFixture } from './edge-fixture.js';
import { freshMedia, type Media, mediaOf } from './media.js';
import { codeOf } from './refusal.js';
import { viewerFingerprint } from './revocation-cases.js';

const HARD = { 'Onplay-Purge': 'hard' };
const LATER = Math.floor(Date.now() / 1000) + 86_400;

export function purgeCases(fixture: EdgeFixture): void {
  const purge = (target: InvalidationTarget | string, headers: Readonly<Record<string, string>> = HARD) =>
    fixture.control('purge', {
      ...headers,
      'Surrogate-Key': typeof target === 'string' ? target : surrogateKeyOf(target),
    });

  async function areCached(all: readonly Media[]): Promise<boolean[]> {
    const cached: boolean[] = [];
    for (const media of all) cached.push(await fixture.isCached(media));
    return cached;
  }

  /** Caches two renditions of one asset, and a file of another asset. */
  async function someMedia() {
    const { asset } = freshMedia();
    const all = [mediaOf(asset), mediaOf(asset, 'media.m3u8', 'v480'), freshMedia()] as const;
    for (const media of all) await fixture.ask(media);
    return all;
  }

  describe('a purge', () => {
    it('of an asset removes all of it, and nothing else', async () => {
      const all = await someMedia();
      await fixture.ask(all[0], { grant: { h: 720 } });
      const answer = await purge({ kind: 'asset', asset: idOf(all[0]) });
      expect(answer.status).toBe(200);
      expect(await fixture.isCached(all[0], { h: 720 })).toBe(false);
      expect(await areCached(all)).toEqual([false, false, true]);
      expect(await areCached(all)).toEqual([true, true, true]);
    });

    it('of a rendition removes only that', async () => {
      const all = await someMedia();
      await purge({ kind: 'rendition', asset: idOf(all[0]), rendition: 'v720' });
      expect(await areCached(all)).toEqual([false, true, true]);
    });

    it('of several keys removes what has at least one of them', async () => {
      const all = await someMedia();
      const keys = [
        surrogateKeyOf({ kind: 'rendition', asset: idOf(all[0]), rendition: 'v720' }),
        surrogateKeyOf({ kind: 'asset', asset: idOf(all[2]) }),
      ];
      await purge(keys.join(' '));
      expect(await areCached(all)).toEqual([false, true, false]);
    });

    it('of everything removes everything, also what was purged before', async () => {
      const all = await someMedia();
      await purge({ kind: 'asset', asset: idOf(all[0]) });
      expect(await areCached(all)).toEqual([false, false, true]);
      await purge({ kind: 'everything' });
      expect(await areCached(all)).toEqual([false, false, false]);
      await purge({ kind: 'asset', asset: idOf(all[0]) });
      expect(await areCached(all)).toEqual([false, false, true]);
    });

    it('also applies to a response that is on its way from the origin', async () => {
      const media = freshMedia();
      const { promise: after, resolve: release } = Promise.withResolvers<void>();
      fixture.origin.answer(media.name, { after, body: 'the old bytes' });
      const early = fixture.ask(media);
      await fixture.origin.received(media.name);
      await purge({ kind: 'asset', asset: idOf(media) });
      fixture.origin.answer(media.name, { body: 'the new bytes' });
      release();
      expect((await early).status).toBe(200);
      expect((await fixture.ask(media)).body.toString()).toBe('the new bytes');
    });

    test.each<Record<string, string>>([
      { 'Surrogate-Key': 'onplay' },
      { 'Surrogate-Key': 'onplay', 'Onplay-Purge': 'gently' },
      { 'Onplay-Purge': 'hard' },
      { 'Surrogate-Key': 'Onplay', ...HARD },
      { 'Surrogate-Key': '../onplay', ...HARD },
      { 'Surrogate-Key': 'onplay  onplay', ...HARD },
      { 'Surrogate-Key': 'a'.repeat(65), ...HARD },
      { 'Surrogate-Key': 'onplay,onplay', ...HARD },
    ])('with %j is refused', async (headers) => {
      const media = await fixture.cachedMedia();
      const answer = await fixture.control('purge', headers);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'edge_order_malformed']);
      expect(await fixture.isCached(media)).toBe(true);
    });
  });

  describe('a client without the key of the edge', () => {
    it('can neither purge nor revoke', async () => {
      const media = await fixture.cachedMedia();
      const { grantKey, edgeKey } = fixture.edge;
      const controls = [
        ['purge', { ...HARD, 'Surrogate-Key': 'onplay' }],
        ['revocations', { 'Onplay-Revoked': `${viewerFingerprint('anna')}=${LATER}` }],
      ] as const;
      for (const [path, headers] of controls) {
        for (const key of [
          grantKey,
          '',
          'x',
          `${edgeKey}0`,
          edgeKey.slice(1),
          ` ${edgeKey}`,
          edgeKey.toUpperCase(),
        ]) {
          const answer = await fixture.control(path, headers, { key });
          expect([key, answer.status, codeOf(answer)]).toEqual([key, 403, 'edge_key_wrong']);
        }
        for (const Authorization of ['', `Basic ${edgeKey}`, edgeKey, `Bearer${edgeKey}`]) {
          const answer = await fixture.fetch(`/-/edge/${path}`, {
            method: 'POST',
            headers: { ...headers, Authorization },
          });
          expect(answer.status).toBe(403);
        }
        expect((await fixture.fetch(`/-/edge/${path}`, { method: 'POST', headers })).status).toBe(403);
      }
      expect(await fixture.isCached(media)).toBe(true);
      expect((await fixture.ask(media, { grant: { v: 'anna' } })).status).toBe(200);
      for (const path of [
        '/-/edge',
        '/-/edge/',
        '/-/edge/purge/',
        '/-/edge/constructor',
        '/-/edge/__proto__',
      ])
        expect([path, (await fixture.fetch(path, { method: 'POST' })).status]).toEqual([path, 404]);
      expect(fixture.origin.arrived.filter(({ target }) => target.startsWith('/-/edge'))).toEqual([]);
    });

    it('gets 405 for other methods, as a client with the key does', async () => {
      for (const method of ['PUT', 'DELETE']) {
        const answer = await fixture.control('purge', { ...HARD, 'Surrogate-Key': 'onplay' }, { method });
        expect([answer.status, answer.headers.get('allow')]).toEqual([405, expect.stringContaining('POST')]);
      }
    });
  });
}

export function idOf({ asset }: Media): AssetId {
  return toAssetId(decodeURIComponent(asset));
}
