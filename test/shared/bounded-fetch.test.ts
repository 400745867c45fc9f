/** Requests to other servers end, whatever the other end does, and say what became of them. */
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type BoundedRequest, boundedFetch, FetchFailure } from '../../src/shared/bounded-fetch.js';
import { type Answerer, edgeServer, type Reply, refusingUrl } from '../edges/support/edge-server.js';

const SHORT_MS = 100;
const LIMITS = { timeoutMs: 60_000, maxBytes: 1000 };

async function request(answerer: Answerer | Reply, options: Partial<BoundedRequest> = {}) {
  const { url } = await edgeServer(answerer);
  return boundedFetch({ url, ...LIMITS, ...options });
}

async function failureOf(work: Promise<unknown>): Promise<FetchFailure> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof FetchFailure) return error;
  throw error ?? new Error('it was answered');
}

/** Sends the head and the beginning of a body, then nothing. */
const trickle: Answerer = (_received, response) => {
  response.writeHead(202).write('{"');
  return undefined;
};

describe('a bounded fetch', () => {
  test('sends what it is given and returns status, headers and text', async () => {
    const { url, received } = await edgeServer({ status: 418, headers: { 'X-Pot': 'tea' }, body: 'short' });
    const headers = { 'X-More': 'milk' };
    const response = await boundedFetch({ url, method: 'POST', headers, body: 'please', ...LIMITS });
    expect([response.status, response.headers.get('x-pot'), response.text]).toEqual([418, 'tea', 'short']);
    expect(received).toMatchObject([{ method: 'POST', headers: { 'x-more': 'milk' }, body: 'please' }]);
  });

  test('is a GET by default, and a response without a body is an empty text', async () => {
    const { url, received } = await edgeServer({ status: 204 });
    expect(await boundedFetch({ url: new URL(url), ...LIMITS })).toMatchObject({ status: 204, text: '' });
    expect(received).toMatchObject([{ method: 'GET' }]);
  });

  test('reads no text that is longer than the limit, and counts it decompressed', async () => {
    expect((await request({ body: 'x'.repeat(1000) })).text).toHaveLength(1000);
    expect((await request({ body: 'x'.repeat(1001) })).text).toBeUndefined();
    const body = gzipSync(Buffer.alloc(1_000_000));
    expect(await request({ headers: { 'Content-Encoding': 'gzip' }, body })).toMatchObject({
      status: 200,
      text: undefined,
    });
  });

  test('closes the connection of a response that does not end', async () => {
    let closed: Promise<unknown> | undefined;
    const endless: Answerer = (_received, response) => {
      closed = once(response, 'close');
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
      return undefined;
    };
    expect((await request(endless)).text).toBeUndefined();
    await closed;
  });
});

describe('its failure', () => {
  test('is a timeout without a response, and has no head', async () => {
    const failure = await failureOf(request(() => undefined, { timeoutMs: SHORT_MS }));
    expect([failure.kind, failure.head, failure.message]).toEqual([
      'timeout',
      undefined,
      'no complete response within 0.1 seconds',
    ]);
  });

  test('is a timeout in the middle of a body, and has the head', async () => {
    const failure = await failureOf(request(trickle, { timeoutMs: SHORT_MS }));
    expect([failure.kind, failure.head?.status]).toEqual(['timeout', 202]);
  });

  test('is an abort by the caller, before it starts or later', async () => {
    const early = await failureOf(request({}, { signal: AbortSignal.abort() }));
    const controller = new AbortController();
    const aborting: Answerer = () => {
      controller.abort();
      return undefined;
    };
    const late = await failureOf(request(aborting, { signal: controller.signal }));
    expect([early.kind, late.kind]).toEqual(['aborted', 'aborted']);
  });

  test('sends nothing where the caller had aborted before', async () => {
    const { url, received } = await edgeServer({});
    await failureOf(boundedFetch({ url, ...LIMITS, signal: AbortSignal.abort() }));
    expect(received).toEqual([]);
  });

  test.each([301, 302, 303, 307, 308])('is a redirect for a %d, which is not followed', async (status) => {
    const elsewhere = await edgeServer({});
    const failure = await failureOf(request({ status, headers: { Location: elsewhere.url } }));
    expect([failure.kind, failure.head?.status]).toEqual(['redirect', status]);
    expect(elsewhere.received).toEqual([]);
  });

  test('does not wait for the body of a redirect', async () => {
    const endless: Answerer = (_received, response) => {
      response.writeHead(302).write('moved');
      return undefined;
    };
    expect((await failureOf(request(endless))).kind).toBe('redirect');
  });

  test.each([300, 304])('is none for a %d', async (status) => {
    expect(await request({ status })).toMatchObject({ status });
  });

  test('says with its code why a server could not be reached', async () => {
    const refused = await failureOf(boundedFetch({ url: await refusingUrl(), ...LIMITS }));
    expect([refused.kind, refused.code, refused.message]).toEqual([
      'unreachable',
      'ECONNREFUSED',
      'could not be reached (ECONNREFUSED)',
    ]);
    const cut = await failureOf(
      request((_received, response) => {
        response.writeHead(200).write('{"', () => response.socket?.destroy());
        return undefined;
      }),
    );
    expect([cut.kind, cut.code, cut.head?.status]).toEqual(['unreachable', 'UND_ERR_SOCKET', 200]);
  });

  test('quotes neither URL nor headers', async () => {
    const { url } = await edgeServer({});
    const inHeader = { url, headers: { Authorization: 'a-secret\r\nX-More: yes' } };
    const inUrl = { url: url.replace('//', '//user:a-secret@') };
    for (const given of [inHeader, inUrl]) {
      const failure = await failureOf(boundedFetch({ ...LIMITS, ...given }));
      expect([failure.kind, failure.message, failure.cause]).toEqual([
        'unsendable',
        'the request could not be sent',
        undefined,
      ]);
    }
  });
});
