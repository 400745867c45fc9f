/** Locking out, as the origin orders it. */
import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { eventually } from './eventually.js';
import { codeOf } from './refusal.js';
import type { Stage } from './stage.js';

const LATER = Math.floor(Date.now() / 1000) + 86_400;

export function revocationCases(stage: Stage): void {
  const revoke = (...entries: readonly (readonly [handle: string, until: number])[]) =>
    stage.order('revocations', {
      'Onplay-Revoked': entries.map(([handle, until]) => `${handle}=${until}`).join(','),
    });

  describe('a revocation', () => {
    it.each(['anna', 'Zoë 🎬', 'a "quoted" \\ name', '","t":"AbCdEfGhIjKlMnOp"}', '"'.repeat(128)])(
      'of the viewer %j locks out that one, and nobody else',
      async (v) => {
        const media = await stage.keptMedia();
        expect((await stage.ask(media, { grant: { v } })).status).toBe(200);
        const answer = await revoke([viewerHandle(v), LATER]);
        expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
          200,
          { known: expect.any(Number) },
        ]);
        const before = stage.origin.arrived.length;
        for (const grant of [{ v }, { v, h: 720 }, { v, t: 'ZZZZZZZZZZZZZZZZ' }])
          expect(codeOf(await stage.ask(media, { grant }))).toBe('grant_revoked');
        expect(stage.origin.arrived.length).toBe(before);
        for (const grant of [{}, { v: `${v}.` }, { v: 'ben', t: 'ZZZZZZZZZZZZZZZZ' }])
          expect((await stage.ask(media, { grant })).status).toBe(200);
      },
    );

    it('of a token locks out whoever uses it', async () => {
      const media = await stage.keptMedia();
      const t = 'token-1234567_-A';
      await revoke([handle('token', t), LATER]);
      for (const grant of [{ t }, { v: 'carla', t }])
        expect(codeOf(await stage.ask(media, { grant }))).toBe('grant_revoked');
      expect((await stage.ask(media, { grant: { v: t } })).status).toBe(200);
    });

    it('ends when it says', async () => {
      const media = await stage.keptMedia();
      const until = Math.floor(Date.now() / 1000) + 2;
      await revoke([viewerHandle('dora'), until]);
      expect(codeOf(await stage.ask(media, { grant: { v: 'dora' } }))).toBe('grant_revoked');
      await eventually(async () => (await stage.ask(media, { grant: { v: 'dora' } })).status === 200);
      expect(Date.now() / 1000).toBeGreaterThanOrEqual(until);
    });

    it('is never made shorter by a later one', async () => {
      const media = await stage.keptMedia();
      await revoke([viewerHandle('emil'), LATER]);
      await revoke([viewerHandle('emil'), 1]);
      expect(codeOf(await stage.ask(media, { grant: { v: 'emil' } }))).toBe('grant_revoked');
    });

    it('may be one of fifty in an order, and no order is longer', async () => {
      const media = await stage.keptMedia();
      const names = Array.from({ length: 50 }, (_, i) => `frida ${i}`);
      const entries = names.map((name) => [viewerHandle(name), LATER] as const);
      const answer = await revoke(...entries);
      expect(JSON.parse(answer.body.toString()).known).toBeGreaterThanOrEqual(50);
      for (const v of names) expect((await stage.ask(media, { grant: { v } })).status).toBe(403);
      expect(codeOf(await revoke(...entries, [viewerHandle('gina'), LATER]))).toBe('edge_order_malformed');
      expect((await stage.ask(media, { grant: { v: 'gina' } })).status).toBe(200);
    });

    test.each([
      '',
      'x',
      `${'A'.repeat(32)}=1`,
      `${'a'.repeat(32)}=`,
      `${'a'.repeat(32)}=-1`,
      `${'a'.repeat(32)}=1,`,
      '../../x=1',
    ])('that says %j is refused', async (list) => {
      expect(codeOf(await stage.order('revocations', { 'Onplay-Revoked': list }))).toBe(
        'edge_order_malformed',
      );
    });
  });
}

/** Of a viewer, by the text of the name as JSON has it. */
export function viewerHandle(viewer: string): string {
  return handle('viewer', JSON.stringify(viewer).slice(1, -1));
}

function handle(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}\n${text}`).digest('hex').slice(0, 32);
}
