/** The contract of edges of every kind, created from settings. */
import { describe, expect, it } from 'vitest';
import { credentials, edgeOf, kindNames, kinds } from './support/each-kind.js';
import {
  type Answerer,
  edgeServer,
  json,
  type Received,
  type Reply,
  refusingUrl,
} from './support/edge-server.js';
import { failure, hard, patient, soft, targets } from './support/purges.js';

/** Echoes the request in every place an adapter may read. */
function echo({ url, headers, body }: Received): Record<string, unknown> {
  const all = `${url} ${Object.values(headers).join(' ')} ${body}`;
  const key = String(headers.authorization ?? headers['fastly-key'])
    .split(' ')
    .at(-1)
    ?.slice(-190);
  return {
    generation: key,
    id: all,
    status: 'ok',
    success: true,
    errors: [{ code: 1, message: all }],
    result: { id: all },
    httpStatus: 201,
    purgeId: all,
    title: all,
    purged: 0,
  };
}

function expectNoCredential(text: string): void {
  for (const credential of credentials) expect(text).not.toContain(credential);
}

describe.each(kindNames)('an edge of the kind %s', (kind) => {
  const purge = async (answerer: Answerer | Reply, signal = patient) => {
    const { url } = await edgeServer(answerer);
    return edgeOf(kind, url).purge(hard(), signal);
  };

  it('is named after its kind, and accepts every purge', async () => {
    const { url, received } = await edgeServer(kinds[kind].agreement);
    const edge = edgeOf(kind, url);
    expect([edge.name, edge.pace.everyMs >= 0]).toStrictEqual([kind, true]);
    for (const target of Object.values(targets)) {
      for (const purge of [hard(target), soft(target)]) {
        const { detail } = await edge.purge(purge, patient);
        expect(detail).toMatch(/^[\x20-\x7e]{1,300}$/);
        expectNoCredential(detail);
      }
    }
    expect(received.length).toBeGreaterThanOrEqual(8);
  });

  it('passes on how long to wait before a retry', async () => {
    const error = await failure(purge({ status: 429, headers: { 'Retry-After': '7' } }));
    expect(error).toMatchObject({ isFinal: false, retryAfterMs: 7000 });
    expect(error.message).toMatch(/^answered 429/);
  });

  it.each([408, 500, 502, 503, 504, 507])('may be retried after a %d', async (status) => {
    const error = await failure(purge({ status }));
    expect(error).toMatchObject({ isFinal: false, retryAfterMs: undefined });
    expect(error.message).toMatch(`answered ${status}`);
  });

  it.each([400, 401, 403, 404, 405, 410])('is not retried after a %d', async (status) => {
    expect(await failure(purge({ status, body: 'no' }))).toMatchObject({ isFinal: true });
  });

  it('is not followed through redirects', async () => {
    const elsewhere = await edgeServer(kinds[kind].agreement);
    const error = await failure(purge({ status: 307, headers: { Location: elsewhere.url } }));
    expect([error.isFinal, elsewhere.received.length]).toStrictEqual([true, 0]);
  });

  it('may be retried when the connection is refused', async () => {
    const edge = edgeOf(kind, await refusingUrl());
    expect(await failure(edge.purge(hard(), patient))).toMatchObject({ isFinal: false });
  });

  it('is disconnected when the caller aborts', async () => {
    const controller = new AbortController();
    const hanging: Answerer = () => {
      controller.abort();
      return undefined;
    };
    const error = await failure(purge(hanging, controller.signal));
    expect(error.message).toMatch(/cancelled/);
  });

  it('puts no credential into a receipt, even if it echoes them all', async () => {
    const agreeing = purge((received) => {
      const { id } = echo(received);
      return kind === 'cloudfront' ? { body: `<Id>I1</Id>${id}` } : json(echo(received));
    });
    const { detail } = await agreeing;
    expectNoCredential(detail);
    for (const status of [400, 403, 429, 500]) {
      const error = await failure(purge((received) => json(echo(received), status)));
      expectNoCredential(`${error.message} ${error.stack} ${String(error.cause)}`);
      expect(error.message.length).toBeLessThanOrEqual(300);
    }
  });
});

// A hook may answer with any body.
describe.each(kindNames.filter((kind) => kind !== 'http'))('something else at the address of %s', (kind) => {
  it.each([
    ['words', 'Welcome to the hotel'],
    ['nothing', ''],
    ['other JSON', '{"a":[1]}'],
    ['JSON that is no object', 'null'],
    ['a tower of brackets', '['.repeat(60_000)],
    ['megabytes', ' '.repeat(3_000_000)],
  ])('does not count as notified when it answers %s', async (_what, body) => {
    const error = await failure(edgeOf(kind, (await edgeServer({ body })).url).purge(hard(), patient));
    expect(error).toMatchObject({ isFinal: false });
    expect(error.message).toMatch(/^answered 200 with /);
  });
});
