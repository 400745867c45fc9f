/** How self-hosted edges receive revocations. */

import { describe, expect, it } from 'vitest';
import type { Revocation } from '../../src/access/revocations/revocation.js';
import { EDGE_KEY, edgeOf } from './support/each-kind.js';
import { edgeServer, json, type Received, type Reply } from './support/edge-server.js';
import { failure, patient } from './support/purges.js';

const authorization = `Bearer ${EDGE_KEY}`;
const FAR = 4_000_000_000;

function revocations(count: number): Revocation[] {
  return Array.from({ length: count }, (_, i) => ({
    fingerprint: i.toString(16).padStart(32, '0'),
    untilSeconds: FAR + i,
  }));
}

describe.each(['nginx', 'varnish'] as const)('revocations at %s', (kind) => {
  const send = async (list: readonly Revocation[], answerer: (received: Received) => Reply) => {
    const { url, received } = await edgeServer(answerer);
    const { revoke } = edgeOf(kind, url);
    if (!revoke) throw new Error('it takes no revocations');
    return { answer: await revoke(list, patient), received };
  };

  it('are sent as fingerprints, fifty at a time', async () => {
    let known = 0;
    const { answer, received } = await send(revocations(120), ({ headers }) => {
      known += String(headers['onplay-revoked']).split(',').length;
      return json({ known });
    });
    expect(answer).toStrictEqual({ detail: 'sent: 120, known: 120', verified: true });
    const request = { method: 'POST', url: '/-/edge/revocations', headers: { authorization }, body: '' };
    expect(received).toMatchObject(Array(3).fill(request));
    const batches = received.map(({ headers }) => String(headers['onplay-revoked']).split(','));
    expect(batches.map((batch) => batch.length)).toStrictEqual([50, 50, 20]);
    expect(batches.flat()).toStrictEqual(
      revocations(120).map((one) => `${one.fingerprint}=${one.untilSeconds}`),
    );
  });

  it('are not verified if the edge knows fewer', async () => {
    expect((await send(revocations(3), () => json({ known: 2 }))).answer.verified).toBe(false);
  });

  it('are sent once each with the latest end, and not after they have ended', async () => {
    const [one, other] = revocations(2) as [Revocation, Revocation];
    const list = [one, { ...one, untilSeconds: FAR + 9.5 }, one, { ...other, untilSeconds: 1 }];
    const { answer, received } = await send(list, () => json({ known: 1 }));
    expect(answer).toMatchObject({ verified: true });
    expect(received.map(({ headers }) => headers['onplay-revoked'])).toStrictEqual([
      `${one.fingerprint}=${FAR + 10}`,
    ]);
  });

  it('have an end of at most twelve digits', async () => {
    const [one] = revocations(1) as [Revocation];
    const list = [{ ...one, untilSeconds: Number.MAX_VALUE }];
    const { received } = await send(list, () => json({ known: 1 }));
    expect(received[0]?.headers['onplay-revoked']).toBe(`${one.fingerprint}=999999999999`);
  });

  it('need no request if there are none', async () => {
    const { answer, received } = await send([], () => json({ known: 0 }));
    expect([answer.detail, received.length]).toStrictEqual(['there were no revocations to send', 0]);
  });

  it('are not sent at all if there are over ten thousand or one is malformed', async () => {
    const { url, received } = await edgeServer(json({ known: 0 }));
    const edge = edgeOf(kind, url);
    const [one] = revocations(1) as [Revocation];
    const wrong = [
      revocations(10_001),
      [{ ...one, fingerprint: 'short' }],
      [{ ...one, fingerprint: `${'0'.repeat(31)}\n` }],
      [{ ...one, fingerprint: 'F'.repeat(32) }],
      [{ ...one, untilSeconds: Number.NaN }],
      [{ ...one, untilSeconds: Number.NEGATIVE_INFINITY }],
    ];
    for (const list of wrong) {
      const error = await failure(
        edge.revoke?.(list, patient) ?? Promise.reject(new Error('it takes no revocations')),
      );
      expect(error).toMatchObject({ isFinal: true, message: expect.stringMatching(/^was not notified/) });
    }
    expect(received).toHaveLength(0);
  });

  it('count as sent only if every batch is accepted', async () => {
    let requests = 0;
    const work = send(revocations(120), () => {
      requests += 1;
      return requests === 2 ? { status: 503 } : json({ known: 50 });
    });
    await expect(work).rejects.toMatchObject({ isFinal: false, message: 'answered 503' });
    expect(requests).toBe(2);
  });
});
