/** The bounds of one request to an edge, whatever the other end does. */
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EdgeError } from '../../src/edges/edge.js';
import { exchange } from '../../src/edges/edge-exchange.js';
import { type Answerer, edgeServer, type Reply, refusingUrl } from './support/edge-server.js';
import { patient } from './support/purges.js';

const SHORT_MS = 100;

async function ask(answerer: Answerer | Reply, signal = patient, longestMs?: number) {
  const { url } = await edgeServer(answerer);
  return exchange({ method: 'POST', url, headers: {} }, signal, longestMs);
}

async function thrown(work: Promise<unknown>): Promise<EdgeError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EdgeError) return error;
  throw error ?? new Error('it was answered');
}

describe('an exchange with an edge', () => {
  it('returns status, body and retry delay', async () => {
    const reply = { status: 418, headers: { 'Retry-After': '3' }, body: 'a teapot' };
    expect(await ask(reply)).toStrictEqual({ status: 418, retryAfterMs: 3000, text: 'a teapot' });
    expect(await ask({ status: 204 })).toStrictEqual({ status: 204, retryAfterMs: undefined, text: '' });
  });

  it('times out without a response', async () => {
    const error = await thrown(ask(() => undefined, patient, SHORT_MS));
    expect([error.message, error.isFinal]).toStrictEqual(['did not answer within 0.1 seconds', false]);
  });

  it('times out in the middle of a body', async () => {
    const trickle: Answerer = (_received, response) => {
      response.writeHead(200).write('{"');
      return undefined;
    };
    expect((await thrown(ask(trickle, patient, SHORT_MS))).message).toMatch(/did not answer within/);
  });

  it('ends when the caller aborts, even before it starts', async () => {
    const controller = new AbortController();
    const hanging: Answerer = () => {
      controller.abort();
      return undefined;
    };
    expect((await thrown(ask(hanging, controller.signal))).message).toMatch(/cancelled/);
    expect((await thrown(ask({}, AbortSignal.abort()))).message).toMatch(/cancelled/);
  });

  it('reads at most 64 kB', async () => {
    expect((await ask({ body: 'x'.repeat(65_536) })).text).toHaveLength(65_536);
    expect((await ask({ body: 'x'.repeat(65_537) })).text).toBeUndefined();
  });

  it('cancels a response that does not end', async () => {
    let written = 0;
    let closed: Promise<unknown> | undefined;
    const endless: Answerer = (_received, response) => {
      closed = once(response, 'close');
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536;
        response.once('drain', more);
      };
      more();
      return undefined;
    };
    expect(await ask(endless)).toMatchObject({ status: 200, text: undefined });
    await closed;
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('counts the decompressed bytes of a compressed body', async () => {
    const body = gzipSync(Buffer.alloc(20 * 1024 * 1024));
    expect((await ask({ headers: { 'Content-Encoding': 'gzip' }, body })).text).toBeUndefined();
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %d', async (status) => {
    const elsewhere = await edgeServer({ body: 'credentials, please' });
    const error = await thrown(ask({ status, headers: { Location: elsewhere.url } }));
    expect([error.message, error.isFinal]).toStrictEqual([
      'answered with a redirect, which is not followed',
      true,
    ]);
    expect(elsewhere.received).toHaveLength(0);
  });

  it('reports a refused or broken connection', async () => {
    const request = { method: 'POST', url: await refusingUrl(), headers: {} };
    expect((await thrown(exchange(request, patient))).message).toBe('could not be reached (ECONNREFUSED)');
    const hangsUp: Answerer = (_received, response) => {
      response.socket?.destroy();
      return undefined;
    };
    const broken = await thrown(ask(hangsUp));
    expect([broken.message, broken.isFinal]).toStrictEqual(['could not be reached (UND_ERR_SOCKET)', false]);
  });

  it('does not quote a request that cannot be sent', async () => {
    const { url } = await edgeServer({});
    const secret = 'a-secret\r\nX-More: yes';
    const inHeader = { method: 'POST', url, headers: { Authorization: secret } };
    const inUrl = { method: 'POST', url: url.replace('//', '//user:a-secret@'), headers: {} };
    for (const request of [inHeader, inUrl]) {
      const error = await thrown(exchange(request, patient));
      expect([error.message, error.cause]).toStrictEqual(['could not be sent the request', undefined]);
    }
  });

  it('removes its listener from the signal', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(signal, given);
    };
    signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(signal, given);
    };
    await ask({}, signal);
    expect(listeners).toBe(0);
  });
});
