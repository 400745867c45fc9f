/** Who waits for the answer to an ad tag, and who leaves. */
import type { RequestListener, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { adBench, sendsDocument } from '../support/ad-bench.js';
import { inline, vast } from '../support/documents.js';

const bench = adBench();
afterEach(() => bench.close());

const document = sendsDocument(vast(inline('a')));

/** A client that may leave. */
function waiter(client = 'viewer ann') {
  const leaving = new AbortController();
  return { leave: () => leaving.abort(), waiter: { client, signal: leaving.signal } };
}

/** A server that answers the paths `/now` only, and tells of each other request. */
async function holdingServer() {
  const held: ServerResponse[] = [];
  let told = Promise.withResolvers<ServerResponse>();
  const listener: RequestListener = (request, response) => {
    if (request.url?.startsWith('/now')) return document(request, response);
    held.push(response);
    told.resolve(response);
  };
  const { url } = await bench.server(listener);
  return {
    ...{ url, held },
    /** The next request that is not answered. */
    async next() {
      const response = await told.promise;
      told = Promise.withResolvers();
      return response;
    },
  };
}

const closed = (response: ServerResponse) =>
  new Promise<void>((resolve) => {
    if (response.closed) resolve();
    else response.once('close', resolve);
  });

describe('a request for ads', () => {
  it('ends when the only one who waits for it leaves', async () => {
    const { url, next } = await holdingServer();
    const ann = waiter();
    const answer = bench.client().breaks(`${url}/`, {}, ann.waiter);
    const request = await next();
    ann.leave();
    expect(await answer).toEqual({ breaks: [], problems: [] });
    await closed(request);
  });

  it('goes on as long as another waits for it', async () => {
    const { url, next } = await holdingServer();
    const client = bench.client();
    const [ann, bob] = [waiter(), waiter('viewer bob')];
    const left = client.breaks(`${url}/`, {}, ann.waiter);
    const stayed = client.breaks(`${url}/`, {}, bob.waiter);
    const response = await next();
    ann.leave();
    expect(await left).toEqual({ breaks: [], problems: [] });
    document(response.req, response);
    expect((await stayed).breaks).toMatchObject([{ ads: [{ title: 'a' }] }]);
  });

  it('that has ended is made anew for the next who asks', async () => {
    const { url, next } = await holdingServer();
    const client = bench.client();
    const ann = waiter();
    const left = client.breaks(`${url}/`, {}, ann.waiter);
    await next();
    ann.leave();
    await left;
    const later = client.breaks(`${url}/`, {}, waiter().waiter);
    const response = await next();
    document(response.req, response);
    expect((await later).breaks).toHaveLength(1);
  });

  it('gets no answer for a client who has too many, and leaves others theirs', async () => {
    const { url } = await holdingServer();
    const client = bench.client();
    const ann = waiter();
    const many = Array.from({ length: 17 }, (_, n) => client.breaks(`${url}/?${n}`, {}, ann.waiter));
    expect((await many[16]!).problems).toEqual([{ code: 'ad_servers_busy' }]);
    expect((await client.breaks(`${url}/now`, {}, waiter('viewer bob').waiter)).breaks).toHaveLength(1);
    ann.leave();
    await Promise.all(many);
    expect((await client.breaks(`${url}/now?again`, {}, waiter().waiter)).breaks).toHaveLength(1);
  });
});
