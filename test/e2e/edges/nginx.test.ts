/** cdn/nginx in Debian's nginx. */
import { describe, expect, it } from 'vitest';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { describeEdge } from './support/edge-fixture.js';
import { everyEdgeCases } from './support/every-edge-cases.js';
import { idOf } from './support/purge-cases.js';
import { codeOf } from './support/refusal.js';
import { viewerFingerprint } from './support/revocation-cases.js';

describeEdge('nginx', (fixture) => {
  everyEdgeCases(fixture);

  describe('the generation of a key', () => {
    const generation = async (method: string, key: string) => {
      const headers = { 'Surrogate-Key': key, 'Onplay-Purge': 'hard' };
      const { body } = await fixture.control('purge', headers, { method });
      return (JSON.parse(body.toString()) as { generation: string }).generation;
    };

    it('is returned by a purge and by a GET', async () => {
      const key = surrogateKeyOf({ kind: 'asset', asset: idOf(await fixture.cachedMedia()) });
      const first = await generation('POST', key);
      expect(first).toMatch(/^[0-9a-z]+$/);
      expect(await generation('GET', key)).toBe(first);
      const second = await generation('POST', `${key} r-1`);
      expect(second > first).toBe(true);
      expect(await generation('GET', key)).toBe(second);
      const everything = await generation('POST', 'onplay');
      expect(await generation('GET', key)).toBe(everything);
    });

    it('does not exist for a version, whose key is in no URL', async () => {
      const answer = await fixture.control('purge', { 'Surrogate-Key': 'v-1', 'Onplay-Purge': 'hard' });
      expect([answer.status, codeOf(answer)]).toEqual([422, 'edge_key_unsupported']);
    });
  });

  it('purges hard when asked for a soft purge', async () => {
    const media = await fixture.cachedMedia();
    const key = surrogateKeyOf({ kind: 'asset', asset: idOf(media) });
    await fixture.control('purge', { 'Surrogate-Key': key, 'Onplay-Purge': 'soft' });
    expect(await fixture.isCached(media)).toBe(false);
  });

  it('remembers its cache, its purges and its revocations after a restart', async () => {
    const [cached, purged] = [await fixture.cachedMedia(), await fixture.cachedMedia()];
    const key = surrogateKeyOf({ kind: 'asset', asset: idOf(purged) });
    await fixture.control('purge', { 'Surrogate-Key': key, 'Onplay-Purge': 'hard' });
    const until = Math.floor(Date.now() / 1000) + 3600;
    await fixture.control('revocations', { 'Onplay-Revoked': `${viewerFingerprint('hanna')}=${until}` });
    await fixture.edge.end();
    await fixture.edge.startAgain();
    expect(await fixture.isCached(cached)).toBe(true);
    expect(await fixture.isCached(purged)).toBe(false);
    expect(codeOf(await fixture.ask(cached, { grant: { v: 'hanna' } }))).toBe('grant_revoked');
  });
});
