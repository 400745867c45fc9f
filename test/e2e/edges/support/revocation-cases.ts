/** Revocations by the origin. */
import { createHash } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import type { EdgeFixture } from './edge-fixture.js';
import { eventually } from './eventually.js';
import { codeOf } from './refusal.js';

const LATER = Math.floor(Date.now() / 1000) + 86_400;

export function revocationCases(fixture: EdgeFixture): void {
  const revoke = (...entries: readonly (readonly [fingerprint: string, until: number])[]) =>
    fixture.control('revocations', {
      'Onplay-Revoked': entries.map(([fingerprint, until]) => `${fingerprint}=${until}`).join(','),
    });

  describe('a revocation', () => {
    it.each(['anna', 'Zoë 🎬', 'a "quoted" \\ name', '","t":"AbCdEfGhIjKlMnOp"}', '"'.repeat(128)])(
      'of the viewer %j locks out that viewer and no other',
      async (v) => {
        const media = await fixture.cachedMedia();
        expect((await fixture.ask(media, { grant: { v } })).status).toBe(200);
        const answer = await revoke([viewerFingerprint(v), LATER]);
        expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
          200,
          { known: expect.any(Number) },
        ]);
        const before = fixture.origin.arrived.length;
        for (const grant of [{ v }, { v, h: 720 }, { v, t: 'ZZZZZZZZZZZZZZZZ' }])
          expect(codeOf(await fixture.ask(media, { grant }))).toBe('grant_revoked');
        expect(fixture.origin.arrived.length).toBe(before);
        for (const grant of [{}, { v: `${v}.` }, { v: 'ben', t: 'ZZZZZZZZZZZZZZZZ' }])
          expect((await fixture.ask(media, { grant })).status).toBe(200);
      },
    );

    it.each([
      ['clara', 'acme'],
      ['another "quoted" \\ name', '","v":"clara'],
      ['"'.repeat(127), '🎬'.repeat(64)],
    ])('of the viewer %j of a tenant locks out that of no other tenant', async (v, n) => {
      const media = await fixture.cachedMedia();
      await revoke([viewerFingerprint(v, n), LATER]);
      for (const grant of [
        { v, n },
        { v, n, t: 'ZZZZZZZZZZZZZZZZ' },
        { v, n, h: 720 },
      ])
        expect(codeOf(await fixture.ask(media, { grant }))).toBe('grant_revoked');
      for (const grant of [{ v }, { v, n: `${n}.` }, { v: n, n: v }, { n }])
        expect((await fixture.ask(media, { grant })).status).toBe(200);
    });

    it('of a viewer locks out those of all tenants by that name', async () => {
      const media = await fixture.cachedMedia();
      await revoke([viewerFingerprint('hanna'), LATER]);
      for (const grant of [{ v: 'hanna' }, { v: 'hanna', n: 'acme' }, { v: 'hanna', n: 'globex' }])
        expect(codeOf(await fixture.ask(media, { grant }))).toBe('grant_revoked');
    });

    it('of a token locks out every client that uses it', async () => {
      const media = await fixture.cachedMedia();
      const t = 'token-1234567_-A';
      await revoke([fingerprint('token', t), LATER]);
      for (const grant of [{ t }, { v: 'carla', t }])
        expect(codeOf(await fixture.ask(media, { grant }))).toBe('grant_revoked');
      expect((await fixture.ask(media, { grant: { v: t } })).status).toBe(200);
    });

    it('ends at its expiry', async () => {
      const media = await fixture.cachedMedia();
      const until = Math.floor(Date.now() / 1000) + 2;
      await revoke([viewerFingerprint('dora'), until]);
      expect(codeOf(await fixture.ask(media, { grant: { v: 'dora' } }))).toBe('grant_revoked');
      await eventually(async () => (await fixture.ask(media, { grant: { v: 'dora' } })).status === 200);
      expect(Date.now() / 1000).toBeGreaterThanOrEqual(until);
    });

    it('is never shortened by a later one', async () => {
      const media = await fixture.cachedMedia();
      await revoke([viewerFingerprint('emil'), LATER]);
      await revoke([viewerFingerprint('emil'), 1]);
      expect(codeOf(await fixture.ask(media, { grant: { v: 'emil' } }))).toBe('grant_revoked');
    });

    it('may be one of fifty in a request, which is the maximum', async () => {
      const media = await fixture.cachedMedia();
      const names = Array.from({ length: 50 }, (_, i) => `frida ${i}`);
      const entries = names.map((name) => [viewerFingerprint(name), LATER] as const);
      const answer = await revoke(...entries);
      expect(JSON.parse(answer.body.toString()).known).toBeGreaterThanOrEqual(50);
      for (const v of names) expect((await fixture.ask(media, { grant: { v } })).status).toBe(403);
      expect(codeOf(await revoke(...entries, [viewerFingerprint('gina'), LATER]))).toBe(
        'edge_order_malformed',
      );
      expect((await fixture.ask(media, { grant: { v: 'gina' } })).status).toBe(200);
    });

    test.each([
      '',
      'x',
      `${'A'.repeat(32)}=1`,
      `${'a'.repeat(32)}=`,
      `${'a'.repeat(32)}=-1`,
      `${'a'.repeat(32)}=1,`,
      '../../x=1',
    ])('with %j is refused', async (list) => {
      expect(codeOf(await fixture.control('revocations', { 'Onplay-Revoked': list }))).toBe(
        'edge_order_malformed',
      );
    });
  });
}

/** The fingerprint of a viewer, or of that of one tenant, made from the names as they are written in JSON. */
export function viewerFingerprint(viewer: string, tenant?: string): string {
  const names = tenant === undefined ? [viewer] : [tenant, viewer];
  return fingerprint('viewer', names.map((name) => JSON.stringify(name).slice(1, -1)).join('\n'));
}

function fingerprint(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}\n${text}`).digest('hex').slice(0, 32);
}
