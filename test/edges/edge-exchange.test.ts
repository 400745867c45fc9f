/** What one request to an edge may cost, whatever is at the other end. */
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EdgeError } from '../../src/edges/edge.js';
import { exchange } from '../../src/edges/edge-exchange.js';
import { type Answerer, edgeServer, nobodyThere, type Reply } from './support/edge-server.js';
import { patient } from './support/orders.js';

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
  it('gives the status, what the body says and how long to wait', async () => {
    const reply = { status: 418, headers: { 'Retry-After': '3' }, body: 'a teapot' };
    expect(await ask(reply)).toStrictEqual({ status: 418, retryAfterMs: 3000, text: 'a teapot' });
    expect(await ask({ status: 204 })).toStrictEqual({ status: 204, retryAfterMs: undefined, text: '' });
  });

  it('ends when nothing is answered in time', async () => {
    const error = await thrown(ask(() => undefined, patient, SHORT_MS));
    expect([error.message, error.isFinal]).toStrictEqual(['did not answer within 0.1 seconds', false]);
  });

  it('ends when the body does not end in time', async () => {
    const trickle: Answerer = (_received, response) => {
      response.writeHead(200).write('{"');
      return undefined;
    };
    expect((await thrown(ask(trickle, patient, SHORT_MS))).message).toMatch(/did not answer within/);
  });

  it('ends when it is called off, also before it began', async () => {
    const controller = new AbortController();
    const hanging: Answerer = () => {
      controller.abort();
      return undefined;
    };
    expect((await thrown(ask(hanging, controller.signal))).message).toMatch(/called off/);
    expect((await thrown(ask({}, AbortSignal.abort()))).message).toMatch(/called off/);
  });

  it('reads 64 kB and no more', async () => {
    expect((await ask({ body: 'x'.repeat(65_536) })).text).toHaveLength(65_536);
    expect((await ask({ body: 'x'.repeat(65_537) })).text).toBeUndefined();
  });

  it('breaks off an answer that does not end', async () => {
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

  it('counts what a compressed body unpacks to', async () => {
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

  it('says that nobody is there, or that the connection broke', async () => {
    const request = { method: 'POST', url: await nobodyThere(), headers: {} };
    expect((await thrown(exchange(request, patient))).message).toBe('could not be reached (ECONNREFUSED)');
    const hangsUp: Answerer = (_received, response) => {
      response.socket?.destroy();
      return undefined;
    };
    const broken = await thrown(ask(hangsUp));
    expect([broken.message, broken.isFinal]).toStrictEqual(['could not be reached (UND_ERR_SOCKET)', false]);
  });

  it('quotes nothing of a request that cannot be sent', async () => {
    const { url } = await edgeServer({});
    const secret = 'a-secret\r\nX-More: yes';
    const inHeader = { method: 'POST', url, headers: { Authorization: secret } };
    const inUrl = { method: 'POST', url: url.replace('//', '//user:a-secret@'), headers: {} };
    for (const request of [inHeader, inUrl]) {
      const error = await thrown(exchange(request, patient));
      expect([error.message, error.cause]).toStrictEqual(['could not be asked', undefined]);
    }
  });

  it('leaves no listener behind on the signal', async () => {
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
