/** cdn/varnish in Debian's Varnish. */
import { describe, expect, it } from 'vitest';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { eventually } from './support/eventually.js';
import { everyEdgeCases } from './support/every-edge-cases.js';
import { held } from './support/held.js';
import { freshMedia } from './support/media.js';
import { idOf } from './support/purge-cases.js';
import { describeEdge } from './support/stage.js';

describeEdge('varnish', (stage) => {
  everyEdgeCases(stage);

  it('asks once for what nobody may have any more, for all who wait for it', async () => {
    const media = freshMedia();
    stage.origin.answer(media.name, { lifetime: { maxAge: 1 } });
    await stage.ask(media);
    await eventually(async () => {
      const { headers } = await stage.ask(media, { method: 'HEAD' });
      return headers.get('cache-status')?.includes('ttl=0') ?? false;
    });
    const before = stage.origin.count(media.name);
    const { after, release } = held();
    stage.origin.answer(media.name, { after, body: 'the new bytes' });
    await eventually(async () => {
      void stage.ask(media);
      return stage.origin.count(media.name) > before;
    });
    const { answers, sent } = stage.askAll(Array.from({ length: 50 }, () => [media, {}]));
    await sent;
    release();
    expect(new Set(await answers)).toEqual(new Set([200]));
    expect(stage.origin.count(media.name)).toBe(before + 1);
  });

  it('can be started again in the same folder', async () => {
    const media = await stage.keptMedia();
    await stage.edge.end();
    await stage.edge.startAgain();
    expect(await stage.isKept(media)).toBe(false);
    expect(await stage.isKept(media)).toBe(true);
  });

  describe('a purge', () => {
    const purge = async (key: string, mode: 'hard' | 'soft') => {
      const { body } = await stage.order('purge', { 'Surrogate-Key': key, 'Onplay-Purge': mode });
      return (JSON.parse(body.toString()) as { purged: number }).purged;
    };

    it('tells how many copies it dropped', async () => {
      const media = await stage.keptMedia();
      await stage.ask(media, { grant: { h: 720 } });
      const key = surrogateKeyOf({ kind: 'asset', asset: idOf(media) });
      expect(await purge(key, 'hard')).toBe(2);
      await eventually(async () => (await purge(key, 'hard')) === 0);
    });

    it('of a version drops what was made of that', async () => {
      const media = await stage.keptMedia();
      const version = (text: string) =>
        surrogateKeyOf({ kind: 'version', asset: idOf(media), version: text });
      expect(await purge(version('version 2'), 'hard')).toBe(0);
      expect(await stage.isKept(media)).toBe(true);
      expect(await purge(version('version 1'), 'hard')).toBe(1);
      expect(await stage.isKept(media)).toBe(false);
    });

    it('that is soft lets a copy be served while it is asked for anew', async () => {
      const media = await stage.keptMedia();
      const key = surrogateKeyOf({ kind: 'asset', asset: idOf(media) });
      expect(await purge(key, 'soft')).toBe(1);
      stage.origin.answer(media.name, { body: 'the new bytes' });
      expect((await stage.ask(media)).body.toString()).toBe(`the bytes of ${media.name}`);
      await eventually(async () => (await stage.ask(media)).body.toString() === 'the new bytes');
      expect(stage.origin.count(media.name)).toBe(2);
    });
  });
});
