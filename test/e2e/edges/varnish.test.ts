/** cdn/varnish in Debian's Varnish. */
import { describe, expect, it } from 'vitest';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { describeEdge } from './support/edge-fixture.js';
import { eventually } from './support/eventually.js';
import { everyEdgeCases } from './support/every-edge-cases.js';
import { freshMedia } from './support/media.js';
import { idOf } from './support/purge-cases.js';

describeEdge('varnish', (fixture) => {
  everyEdgeCases(fixture);

  it('fetches an expired copy once for all clients that wait for it', async () => {
    const media = freshMedia();
    fixture.origin.answer(media.name, { lifetime: { maxAge: 1 } });
    await fixture.ask(media);
    await eventually(async () => {
      const { headers } = await fixture.ask(media, { method: 'HEAD' });
      return headers.get('cache-status')?.includes('ttl=0') ?? false;
    });
    const before = fixture.origin.count(media.name);
    const { promise: after, resolve: release } = Promise.withResolvers<void>();
    fixture.origin.answer(media.name, { after, body: 'the new bytes' });
    await eventually(async () => {
      void fixture.ask(media);
      return fixture.origin.count(media.name) > before;
    });
    const { answers, sent } = fixture.askAll(Array.from({ length: 50 }, () => [media, {}]));
    await sent;
    release();
    expect(new Set(await answers)).toEqual(new Set([200]));
    expect(fixture.origin.count(media.name)).toBe(before + 1);
  });

  it('can be restarted in the same directory, with an empty cache', async () => {
    const media = await fixture.cachedMedia();
    await fixture.edge.end();
    await fixture.edge.startAgain();
    expect(await fixture.isCached(media)).toBe(false);
    expect(await fixture.isCached(media)).toBe(true);
  });

  describe('a purge', () => {
    const purge = async (key: string, mode: 'hard' | 'soft') => {
      const { body } = await fixture.control('purge', { 'Surrogate-Key': key, 'Onplay-Purge': mode });
      return (JSON.parse(body.toString()) as { purged: number }).purged;
    };

    it('reports how many copies it removed', async () => {
      const media = await fixture.cachedMedia();
      await fixture.ask(media, { grant: { h: 720 } });
      const key = surrogateKeyOf({ kind: 'asset', asset: idOf(media) });
      expect(await purge(key, 'hard')).toBe(2);
      await eventually(async () => (await purge(key, 'hard')) === 0);
    });

    it('of a version removes the copies made from that version', async () => {
      const media = await fixture.cachedMedia();
      const version = (text: string) =>
        surrogateKeyOf({ kind: 'version', asset: idOf(media), version: text });
      expect(await purge(version('version 2'), 'hard')).toBe(0);
      expect(await fixture.isCached(media)).toBe(true);
      expect(await purge(version('version 1'), 'hard')).toBe(1);
      expect(await fixture.isCached(media)).toBe(false);
    });

    it('that is soft still serves a copy while it is revalidated', async () => {
      const media = await fixture.cachedMedia();
      const key = surrogateKeyOf({ kind: 'asset', asset: idOf(media) });
      expect(await purge(key, 'soft')).toBe(1);
      fixture.origin.answer(media.name, { body: 'the new bytes' });
      expect((await fixture.ask(media)).body.toString()).toBe(`the bytes of ${media.name}`);
      await eventually(async () => (await fixture.ask(media)).body.toString() === 'the new bytes');
      expect(fixture.origin.count(media.name)).toBe(2);
    });
  });
});
