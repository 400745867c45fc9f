/** cdn/nginx in Debian's nginx. */
import { describe, expect, it } from 'vitest';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { everyEdgeCases } from './support/every-edge-cases.js';
import { idOf } from './support/purge-cases.js';
import { codeOf } from './support/refusal.js';
import { viewerHandle } from './support/revocation-cases.js';
import { describeEdge } from './support/stage.js';

describeEdge('nginx', (stage) => {
  everyEdgeCases(stage);

  describe('the generation of a key', () => {
    const generation = async (method: string, key: string) => {
      const headers = { 'Surrogate-Key': key, 'Onplay-Purge': 'hard' };
      const { body } = await stage.order('purge', headers, { method });
      return (JSON.parse(body.toString()) as { generation: string }).generation;
    };

    it('is answered to a purge, and to who asks for it', async () => {
      const key = surrogateKeyOf({ kind: 'asset', asset: idOf(await stage.keptMedia()) });
      const first = await generation('POST', key);
      expect(first).toMatch(/^[0-9a-z]+$/);
      expect(await generation('GET', key)).toBe(first);
      const second = await generation('POST', `${key} r-1`);
      expect(second > first).toBe(true);
      expect(await generation('GET', key)).toBe(second);
      const everything = await generation('POST', 'onplay');
      expect(await generation('GET', key)).toBe(everything);
    });

    it('is none of a version, which stands in no URL', async () => {
      const answer = await stage.order('purge', { 'Surrogate-Key': 'v-1', 'Onplay-Purge': 'hard' });
      expect([answer.status, codeOf(answer)]).toEqual([422, 'edge_key_unsupported']);
    });
  });

  it('purges hard where it is to purge softly', async () => {
    const media = await stage.keptMedia();
    const key = surrogateKeyOf({ kind: 'asset', asset: idOf(media) });
    await stage.order('purge', { 'Surrogate-Key': key, 'Onplay-Purge': 'soft' });
    expect(await stage.isKept(media)).toBe(false);
  });

  it('knows after a restart what it kept, what it was to forget and who is locked out', async () => {
    const [kept, purged] = [await stage.keptMedia(), await stage.keptMedia()];
    const key = surrogateKeyOf({ kind: 'asset', asset: idOf(purged) });
    await stage.order('purge', { 'Surrogate-Key': key, 'Onplay-Purge': 'hard' });
    const until = Math.floor(Date.now() / 1000) + 3600;
    await stage.order('revocations', { 'Onplay-Revoked': `${viewerHandle('hanna')}=${until}` });
    await stage.edge.end();
    await stage.edge.startAgain();
    expect(await stage.isKept(kept)).toBe(true);
    expect(await stage.isKept(purged)).toBe(false);
    expect(codeOf(await stage.ask(kept, { grant: { v: 'hanna' } }))).toBe('grant_revoked');
  });
});
