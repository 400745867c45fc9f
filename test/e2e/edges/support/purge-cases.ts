/** Forgetting, as the origin orders it, and whom else the edge obeys. */
import { describe, expect, it, test } from 'vitest';
import { type InvalidationTarget, surrogateKeyOf } from '../../../../src/edges/surrogate-keys.js';
import { type AssetId, toAssetId } from '../../../../src/shared/asset-id.js';
import { held } from './held.js';
import { freshMedia, type Media, mediaOf } from './media.js';
import { codeOf } from './refusal.js';
import { viewerHandle } from './revocation-cases.js';
import type { Stage } from './stage.js';

const HARD = { 'Onplay-Purge': 'hard' };
const LATER = Math.floor(Date.now() / 1000) + 86_400;

export function purgeCases(stage: Stage): void {
  const purge = (target: InvalidationTarget | string, headers: Readonly<Record<string, string>> = HARD) =>
    stage.order('purge', {
      ...headers,
      'Surrogate-Key': typeof target === 'string' ? target : surrogateKeyOf(target),
    });

  async function areKept(all: readonly Media[]): Promise<boolean[]> {
    const kept: boolean[] = [];
    for (const media of all) kept.push(await stage.isKept(media));
    return kept;
  }

  /** Of one asset, kept: two renditions, and a file of another asset. */
  async function someMedia() {
    const { asset } = freshMedia();
    const all = [mediaOf(asset), mediaOf(asset, 'media.m3u8', 'v480'), freshMedia()] as const;
    for (const media of all) await stage.ask(media);
    return all;
  }

  describe('a purge', () => {
    it('of an asset forgets all of it, and nothing else', async () => {
      const all = await someMedia();
      await stage.ask(all[0], { grant: { h: 720 } });
      const answer = await purge({ kind: 'asset', asset: idOf(all[0]) });
      expect(answer.status).toBe(200);
      expect(await stage.isKept(all[0], { h: 720 })).toBe(false);
      expect(await areKept(all)).toEqual([false, false, true]);
      expect(await areKept(all)).toEqual([true, true, true]);
    });

    it('of a rendition forgets just that', async () => {
      const all = await someMedia();
      await purge({ kind: 'rendition', asset: idOf(all[0]), rendition: 'v720' });
      expect(await areKept(all)).toEqual([false, true, true]);
    });

    it('of several keys forgets what bears any of them', async () => {
      const all = await someMedia();
      const keys = [
        surrogateKeyOf({ kind: 'rendition', asset: idOf(all[0]), rendition: 'v720' }),
        surrogateKeyOf({ kind: 'asset', asset: idOf(all[2]) }),
      ];
      await purge(keys.join(' '));
      expect(await areKept(all)).toEqual([false, true, false]);
    });

    it('of everything forgets everything, also what was purged before', async () => {
      const all = await someMedia();
      await purge({ kind: 'asset', asset: idOf(all[0]) });
      expect(await areKept(all)).toEqual([false, false, true]);
      await purge({ kind: 'everything' });
      expect(await areKept(all)).toEqual([false, false, false]);
      await purge({ kind: 'asset', asset: idOf(all[0]) });
      expect(await areKept(all)).toEqual([false, false, true]);
    });

    it('reaches what is on its way from the origin too', async () => {
      const media = freshMedia();
      const { after, release } = held();
      stage.origin.answer(media.name, { after, body: 'the old bytes' });
      const early = stage.ask(media);
      await stage.origin.asked(media.name);
      await purge({ kind: 'asset', asset: idOf(media) });
      stage.origin.answer(media.name, { body: 'the new bytes' });
      release();
      expect((await early).status).toBe(200);
      expect((await stage.ask(media)).body.toString()).toBe('the new bytes');
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
    ])('that says %j is refused', async (headers) => {
      const media = await stage.keptMedia();
      const answer = await stage.order('purge', headers);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'edge_order_malformed']);
      expect(await stage.isKept(media)).toBe(true);
    });
  });

  describe('who has not the key of the edge', () => {
    it('can order nothing', async () => {
      const media = await stage.keptMedia();
      const { grantKey, edgeKey } = stage.edge;
      const orders = [
        ['purge', { ...HARD, 'Surrogate-Key': 'onplay' }],
        ['revocations', { 'Onplay-Revoked': `${viewerHandle('anna')}=${LATER}` }],
      ] as const;
      for (const [path, headers] of orders) {
        for (const key of [
          grantKey,
          '',
          'x',
          `${edgeKey}0`,
          edgeKey.slice(1),
          ` ${edgeKey}`,
          edgeKey.toUpperCase(),
        ]) {
          const answer = await stage.order(path, headers, { key });
          expect([key, answer.status, codeOf(answer)]).toEqual([key, 403, 'edge_key_wrong']);
        }
        for (const Authorization of ['', `Basic ${edgeKey}`, edgeKey, `Bearer${edgeKey}`]) {
          const answer = await stage.fetch(`/-/edge/${path}`, {
            method: 'POST',
            headers: { ...headers, Authorization },
          });
          expect(answer.status).toBe(403);
        }
        expect((await stage.fetch(`/-/edge/${path}`, { method: 'POST', headers })).status).toBe(403);
      }
      expect(await stage.isKept(media)).toBe(true);
      expect((await stage.ask(media, { grant: { v: 'anna' } })).status).toBe(200);
      for (const path of [
        '/-/edge',
        '/-/edge/',
        '/-/edge/purge/',
        '/-/edge/constructor',
        '/-/edge/__proto__',
      ])
        expect([path, (await stage.fetch(path, { method: 'POST' })).status]).toEqual([path, 404]);
      expect(stage.origin.arrived.filter(({ target }) => target.includes('edge'))).toEqual([]);
    });

    it('and no method but those there are can be used with it', async () => {
      for (const method of ['PUT', 'DELETE']) {
        const answer = await stage.order('purge', { ...HARD, 'Surrogate-Key': 'onplay' }, { method });
        expect([answer.status, answer.headers.get('allow')]).toEqual([405, expect.stringContaining('POST')]);
      }
    });
  });
}

export function idOf({ asset }: Media): AssetId {
  return toAssetId(decodeURIComponent(asset));
}
