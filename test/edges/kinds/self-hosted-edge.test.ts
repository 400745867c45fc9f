/** The control protocol of self-hosted edges. */
import { describe, expect, it } from 'vitest';
import { surrogateKeyOf } from '../../../src/edges/surrogate-keys.js';
import { EDGE_KEY, edgeOf } from '../support/each-kind.js';
import { edgeServer, json, type Received, type Reply } from '../support/edge-server.js';
import { failure, hard, patient, soft, targets } from '../support/purges.js';

const authorization = `Bearer ${EDGE_KEY}`;

/** Answers as cdn/nginx: a new generation with every purge. */
function nginxAnswers() {
  const generations = new Map<string, number>();
  return ({ method, headers }: Received): Reply => {
    const key = String(headers['surrogate-key']);
    if (method === 'POST') generations.set(key, (generations.get(key) ?? 0) + 1);
    return json({ generation: String(generations.get(key) ?? '') });
  };
}

/** Answers as cdn/varnish. @param counts the entries that each purge drops; the last one repeats. */
function varnishAnswers(...counts: number[]) {
  return () => json({ purged: counts.length > 1 ? counts.shift() : counts[0] });
}

describe('nginx', () => {
  it('receives the key, and is checked for its new generation', async () => {
    const { url, received } = await edgeServer(nginxAnswers());
    const answer = await edgeOf('nginx', `${url}/below/`).purge(hard(targets.rendition), patient);
    expect(answer).toStrictEqual({ detail: 'generation 1', verified: true });
    const key = surrogateKeyOf(targets.rendition);
    expect(received).toMatchObject([
      {
        method: 'POST',
        url: '/below/-/edge/purge',
        headers: { authorization, 'surrogate-key': key, 'onplay-purge': 'hard', 'content-length': '0' },
        body: '',
      },
      {
        method: 'GET',
        url: '/below/-/edge/purge',
        headers: { authorization, 'surrogate-key': key },
        body: '',
      },
    ]);
  });

  it('purges the whole asset for a version, and says so', async () => {
    const { url, received } = await edgeServer(nginxAnswers());
    const { detail } = await edgeOf('nginx', url).purge(hard(targets.version), patient);
    expect(detail).toMatch(/versions.*whole asset/);
    const keys = received.map(({ headers }) => headers['surrogate-key']);
    expect(keys).toStrictEqual(Array(2).fill(surrogateKeyOf(targets.asset)));
  });

  it('says that a soft purge was a hard one', async () => {
    const { url, received } = await edgeServer(nginxAnswers());
    expect((await edgeOf('nginx', url).purge(soft(), patient)).detail).toMatch(/no soft purge/);
    expect(received[0]?.headers['onplay-purge']).toBe('soft');
  });

  it('is not verified if it shows another generation, or none', async () => {
    for (const look of [json({ generation: 'old' }), { status: 500 }, { body: 'x' }]) {
      const { url } = await edgeServer(({ method }) =>
        method === 'POST' ? json({ generation: 'new' }) : look,
      );
      const answer = await edgeOf('nginx', url).purge(hard(), patient);
      expect(answer).toMatchObject({
        verified: false,
        detail: expect.stringMatching(/did not confirm.*new$/),
      });
    }
  });

  it('reports a cancelled purge if the caller aborts during the check', async () => {
    const controller = new AbortController();
    const { url } = await edgeServer(({ method }) => {
      if (method === 'POST') return json({ generation: '1' });
      controller.abort();
      return undefined;
    });
    expect((await failure(edgeOf('nginx', url).purge(hard(), controller.signal))).message).toMatch(
      /cancelled/,
    );
  });
});

describe('Varnish', () => {
  it('is purged again until nothing is dropped', async () => {
    const { url, received } = await edgeServer(varnishAnswers(3, 1, 0));
    const answer = await edgeOf('varnish', url).purge(hard(targets.version), patient);
    expect(answer).toStrictEqual({ detail: 'dropped: 4', verified: true });
    const headers = {
      authorization,
      'surrogate-key': surrogateKeyOf(targets.version),
      'onplay-purge': 'hard',
    };
    expect(received).toMatchObject(
      Array(3).fill({ method: 'POST', url: '/-/edge/purge', headers, body: '' }),
    );
  });

  it('is purged at most five times, a tenth of a second apart', async () => {
    const times: number[] = [];
    const { url } = await edgeServer(() => {
      times.push(performance.now());
      return json({ purged: 1 });
    });
    const answer = await edgeOf('varnish', url).purge(hard(), patient);
    expect(answer).toStrictEqual({ detail: 'dropped: 5, and more kept arriving', verified: false });
    expect(times).toHaveLength(5);
    for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThan(90);
  });

  it('gets a soft purge once, unverified', async () => {
    const { url, received } = await edgeServer(varnishAnswers(6));
    expect(await edgeOf('varnish', url).purge(soft(), patient)).toStrictEqual({ detail: 'made stale: 6' });
    expect(received).toMatchObject([{ headers: { 'onplay-purge': 'soft' } }]);
  });

  it('gets no further purge when the caller aborts between two', async () => {
    const controller = new AbortController();
    const { url, received } = await edgeServer((_received, response) => {
      response.on('close', () => controller.abort());
      return json({ purged: 1 });
    });
    const error = await failure(edgeOf('varnish', url).purge(hard(), controller.signal));
    expect([error.message, received.length]).toStrictEqual(['was cancelled before it answered', 1]);
  });

  it.each([{ purged: -1 }, { purged: 1.5 }, { purged: '3' }])(
    'has to count what it drops: %j',
    async (answer) => {
      const { url } = await edgeServer(json(answer));
      expect((await failure(edgeOf('varnish', url).purge(hard(), patient))).message).toMatch(
        /its API does not have/,
      );
    },
  );
});
