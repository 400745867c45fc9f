import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { adBench, sendsDocument } from '../support/ad-bench.js';
import { breakOfAds, breakOfUrl, inline, vast, vmap, wrapper } from '../support/documents.js';

const bench = adBench();
afterEach(() => bench.close());

/** A server with a document at each of some paths; `URL` in one stands for the server itself. */
async function serverOf(documents: Readonly<Record<string, string>>) {
  let self = '';
  const server = await bench.server((request, response) => {
    const text = documents[request.url ?? ''];
    if (text === undefined) response.writeHead(404).end();
    else sendsDocument(text.replaceAll('URL', self))(request, response);
  });
  self = server.url;
  return server;
}

/** The titles of the ads of each break, and the codes of what is missing. */
async function played(tag: string, client = bench.client()) {
  const { breaks, problems } = await client.breaks(tag, {});
  return {
    titles: breaks.map(({ ads }) => ads.map(({ title }) => title)),
    codes: problems.map(({ code }) => code),
  };
}

describe('an ad tag', () => {
  it('of VAST has one break, wherever it is played', async () => {
    const { url } = await serverOf({ '/': vast(inline('a')) });
    const { breaks, problems } = await bench.client().breaks(`${url}/`, {});
    expect(breaks).toMatchObject([{ ads: [{ title: 'a', durationMs: 15_000 }] }]);
    expect(problems).toEqual([]);
  });

  it('of VMAP has breaks, of which some are asked for elsewhere', async () => {
    const { url } = await serverOf({
      '/': vmap(
        breakOfAds('start', inline('a')),
        breakOfUrl('50%', 'URL/mid'),
        breakOfUrl('end', 'URL/none'),
      ),
      '/mid': vast(inline('b', { sequence: 1 }), inline('c', { sequence: 2 })),
    });
    expect(await played(`${url}/`)).toEqual({
      titles: [['a'], ['b', 'c'], []],
      codes: ['ad_server_failed'],
    });
  });

  it('has no breaks where the server has no content', async () => {
    const { url } = await bench.server((_request, response) => response.writeHead(204).end());
    expect(await played(url)).toEqual({ titles: [[]], codes: [] });
  });

  it('follows wrappers to the ad, whose tracking has theirs before it', async () => {
    const { url } = await serverOf({
      '/': vast(wrapper('URL/1')),
      '/1': vast(wrapper('URL/2')),
      '/2': vast(inline('a')),
    });
    const { breaks } = await bench.client().breaks(`${url}/`, {});
    expect(breaks[0]?.ads[0]?.tracking.map((tracking) => [tracking.event, tracking.url])).toEqual([
      ['impression', 'https://t.example/wrapped'],
      ['start', 'https://t.example/start'],
      ['impression', 'https://t.example/wrapped'],
      ['start', 'https://t.example/start'],
      ['impression', 'https://t.example/a/impression'],
    ]);
  });

  it('plays a pod in its order, with others in place of what cannot be played', async () => {
    const { url } = await serverOf({
      '/': vast(
        inline('third', { sequence: 3 }),
        inline('substitute'),
        wrapper('URL/missing', { sequence: 2 }),
        inline('first', { sequence: 1 }),
      ),
    });
    expect(await played(`${url}/`)).toEqual({
      titles: [['first', 'substitute', 'third']],
      codes: ['ad_server_failed'],
    });
  });

  it('plays one of several ads without a sequence', async () => {
    const { url } = await serverOf({
      '/': vast(inline('no file', { files: '' }), inline('second'), inline('third')),
    });
    expect(await played(`${url}/`)).toEqual({ titles: [['second']], codes: ['ad_without_file'] });
  });

  it('plays no pod behind a wrapper that allows none', async () => {
    const pod = vast(inline('a', { sequence: 1 }), inline('b', { sequence: 2 }), inline('alone'));
    const { url } = await serverOf({
      '/one': vast(wrapper('URL/pod')),
      '/many': vast(wrapper('URL/pod', { attributes: 'allowMultipleAds="true"' })),
      '/pod': pod,
    });
    expect((await played(`${url}/one`)).titles).toEqual([['alone']]);
    expect((await played(`${url}/many`)).titles).toEqual([['a', 'b']]);
  });

  it('is asked for with its macros filled in, and without anything else of the viewer', async () => {
    const headers: unknown[] = [];
    const { url, requests } = await bench.server((request, response) => {
      headers.push(request.headers);
      sendsDocument(vast())(request, response);
    });
    await bench
      .client()
      .breaks(`${url}/?c=[CONTENTID]&ip=[DEVICEIP]`, { asset: 'film', address: '192.0.2.7' });
    expect(requests.map(({ url: path }) => path)).toEqual(['/?c=film&ip=192.0.2.7']);
    expect(headers).toEqual([
      {
        ...{ host: expect.any(String), connection: 'keep-alive', 'accept-encoding': 'identity' },
        'user-agent': expect.stringMatching(/^onplay\//),
      },
    ]);
  });

  it('is asked once for requests that are the same, and each time where they are not', async () => {
    const { url, requests } = await bench.server(sendsDocument(vast(inline('a'))));
    const client = bench.client();
    await Promise.all([client.breaks(`${url}/same`, {}), client.breaks(`${url}/same`, {})]);
    expect(requests).toHaveLength(1);
    const viewers = [{ address: '192.0.2.1' }, { address: '192.0.2.2' }];
    // What it leads to may have macros of the viewer.
    for (const viewer of viewers) await client.breaks(`${url}/same`, viewer);
    for (let times = 0; times < 2; times++) await client.breaks(`${url}/?cb=[CACHEBUSTING]`, {});
    expect(requests).toHaveLength(5);
  });
});

describe('an ad server that', () => {
  const TIMEOUT_MS = 300;
  /** What a tag gives within the time-out, and that it gives it by then: a busy machine may take seconds more, an endless answer hours. */
  const inTime = async (tag: string) => played(tag, bench.client({}, TIMEOUT_MS));
  const drips: RequestListener = (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('<'), 20);
    response.on('close', () => clearInterval(timer));
  };

  it('is dead gives nothing, at once', async () => {
    const url = await bench.deadUrl();
    expect(await played(url)).toEqual({ titles: [], codes: ['ad_server_failed'] });
  });

  it('takes connections and is silent costs the time-out', async () => {
    expect(await inTime(await bench.silentServer())).toEqual({ titles: [], codes: ['ad_server_slow'] });
  });

  it('sends a byte now and then costs the time-out', async () => {
    const { url } = await bench.server(drips);
    expect(await inTime(url)).toEqual({ titles: [], codes: ['ad_server_slow'] });
  });

  it('has a name that is never looked up costs the time-out', async () => {
    const client = bench.client({ allowedHosts: ['*'], lookup: () => undefined }, TIMEOUT_MS);
    expect(await played('http://ads.example/', client)).toEqual({ titles: [], codes: ['ad_server_slow'] });
  });

  it('is slow with one break costs that break', async () => {
    const { url } = await bench.server((request, response) => {
      if (request.url === '/slow') return drips(request, response);
      const { host } = request.headers;
      sendsDocument(vmap(breakOfUrl('start', `http://${host}/slow`), breakOfAds('end', inline('a'))))(
        request,
        response,
      );
    });
    const { titles, codes } = await played(url, bench.client({}, 3000));
    expect([titles, codes]).toEqual([[[], ['a']], ['ad_server_slow']]);
  });

  it('sends without end is left', async () => {
    const { url } = await bench.server((_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('<VAST>'.repeat(1000)));
      };
      response.on('drain', more);
      more();
    });
    expect(await played(url)).toEqual({ titles: [], codes: ['ad_answer_too_large'] });
  });

  it('sends much in each of many answers is left', async () => {
    const large = `<!--${'x'.repeat(400_000)}-->${vast(inline('a'))}`;
    const { url } = await serverOf({
      '/': vmap(...Array.from({ length: 10 }, (_, index) => breakOfUrl('start', `URL/${index}`))),
      ...Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`/${index}`, large])),
    });
    const { titles, codes } = await played(`${url}/`);
    expect(titles.flat().length).toBeLessThanOrEqual(2);
    expect(new Set(codes)).toEqual(new Set(['ad_answer_too_large']));
  });

  it('leads to too many others is followed to some', async () => {
    const server = await serverOf({
      '/': vmap(...Array.from({ length: 60 }, (_, index) => breakOfUrl('start', `URL/${index}`))),
    });
    const { codes } = await played(`${server.url}/`);
    expect(server.requests).toHaveLength(24);
    expect(codes).toContain('ad_requests_too_many');
  });

  it('wraps itself without end is followed five times', async () => {
    const server = await serverOf({ '/': vast(wrapper('URL/')) });
    expect(await played(`${server.url}/`)).toEqual({ titles: [[]], codes: ['ad_wrappers_endless'] });
    expect(server.requests).toHaveLength(6);
  });

  it('may not wrap is not followed', async () => {
    const server = await serverOf({
      '/': vast(wrapper('URL/1', { attributes: 'followAdditionalWrappers="false"' })),
      '/1': vast(wrapper('URL/2')),
      '/2': vast(inline('a')),
    });
    expect(await played(`${server.url}/`)).toEqual({ titles: [[]], codes: ['ad_wrappers_endless'] });
  });

  it('wraps several pods in each answer is followed to some', async () => {
    const pod = Array.from({ length: 32 }, (_, index) =>
      wrapper('URL/', { sequence: index, attributes: 'allowMultipleAds="true"' }),
    );
    const server = await serverOf({ '/': vast(...pod) });
    const { codes } = await played(`${server.url}/`);
    expect(server.requests).toHaveLength(24);
    expect(codes).toHaveLength(32);
  });

  it.each([
    ['a page', '<!doctype html><title>Log in</title>'],
    ['nothing', ''],
    ['half a document', vast(inline('a')).slice(0, 200)],
  ])('answers with %s gives nothing', async (_what, text) => {
    const { url } = await bench.server(sendsDocument(text));
    expect(await played(url)).toEqual({ titles: [], codes: ['ad_answer_malformed'] });
  });

  it('has VMAP where VAST is asked for gives nothing', async () => {
    const { url } = await serverOf({ '/': vmap(breakOfUrl('start', 'URL/')) });
    expect(await played(`${url}/`)).toEqual({ titles: [[]], codes: ['ad_answer_malformed'] });
  });
});

describe('what may not be reached', () => {
  it.each([
    ['another host', 'http://elsewhere.example/'],
    ['another protocol', 'file:///etc/passwd'],
    ['a user', 'http://ann@127.0.0.1/'],
    ['no URL', 'ads'],
  ])('is never asked: %s', async (_what, tag) => {
    expect((await played(tag)).codes).toEqual(['ad_server_refused']);
  });

  it('is not connected to by a name with a private address', async () => {
    const server = await bench.server(sendsDocument(vast(inline('secret'))));
    const client = bench.client({
      allowedHosts: ['*'],
      isAllowed: () => false,
      lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    expect((await played(`http://ads.example:${server.port}/`, client)).codes).toEqual(['ad_server_refused']);
    expect((await played(`http://127.0.0.1:${server.port}/`, client)).codes).toEqual(['ad_server_refused']);
    expect(server.connections()).toBe(0);
  });

  it.each([
    [
      'redirects',
      (to: string): RequestListener =>
        (_request, response) =>
          response.writeHead(302, { Location: to }).end(),
    ],
    ['wrappers', (to: string): RequestListener => sendsDocument(vast(wrapper(to)))],
    ['breaks', (to: string): RequestListener => sendsDocument(vmap(breakOfUrl('start', to)))],
  ])('is not reached by %s either', async (_what, listener) => {
    const inner = await bench.server(sendsDocument(vast(inline('secret'))));
    const client = () =>
      bench.client({ allowedHosts: ['127.0.0.1', '127.0.0.9', 'localhost'], lookup: atLoopback9 });
    const byAddress = await bench.server(listener(`http://127.0.0.9:${inner.port}/`));
    expect((await played(byAddress.url, client())).codes).toEqual(['ad_server_refused']);
    const byName = await bench.server(listener(`http://localhost:${inner.port}/`));
    expect((await played(byName.url, client())).codes).toEqual(['ad_server_refused']);
    expect(inner.connections()).toBe(0);
  });

  it('is not redirected to without end', async () => {
    const server = await bench.server((_request, response) =>
      response.writeHead(302, { Location: '/' }).end(),
    );
    expect((await played(server.url)).codes).toEqual(['ad_server_failed']);
    expect(server.requests).toHaveLength(6);
  });

  it('is named in no problem but by its host', async () => {
    const { url } = await serverOf({ '/?key=secret': vast(wrapper('URL/missing?key=secret')) });
    const { problems } = await bench.client().breaks(`${url}/?key=secret`, {});
    expect(problems).toEqual([
      { code: 'ad_server_failed', host: new URL(url).host, detail: 'it answers with status 404' },
    ]);
  });
});

/** All names are at an address that is not allowed. */
function atLoopback9(
  _name: string,
  _options: unknown,
  callback: (error: null, found: readonly { address: string; family: number }[]) => void,
): void {
  callback(null, [{ address: '127.0.0.9', family: 4 }]);
}
