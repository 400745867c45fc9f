/** ONPLAY_EDGES: what it accepts, and how its problems are reported. */
import { describe, expect, it } from 'vitest';
import { createEdges } from '../../src/edges/create-edges.js';
import { parseEdges } from '../../src/edges/edge-settings.js';

const problemsOf = (...elements: readonly unknown[]) => parseEdges(JSON.stringify(elements)).problems;
const fastly = { kind: 'fastly', service: 'abc123', token: 'a-token-of-fastly' };
const nginx = { kind: 'nginx', url: 'http://edge1:8081' };

describe('the configured edges', () => {
  it('may be none', () => {
    expect(parseEdges('[]')).toStrictEqual({ edges: [], problems: [] });
  });

  it('are of seven kinds, each with its defaults', () => {
    const cloudfront = {
      kind: 'cloudfront',
      distribution: 'E1',
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'secretsecret',
    };
    const akamai = {
      kind: 'akamai',
      host: 'akab-x.luna.akamaiapis.net',
      clientToken: 'client-token',
      clientSecret: 'client-secret',
      accessToken: 'access-token',
    };
    const { edges, problems } = parseEdges(
      JSON.stringify([
        nginx,
        { kind: 'varnish', url: 'https://edge2/below/' },
        fastly,
        { kind: 'cloudflare', zone: 'f00', token: 'a-token-of-cloudflare', api: 'https://gateway.example/' },
        { ...cloudfront, sessionToken: 'session-token', tags: true },
        { ...akamai, api: 'http://localhost:1' },
        { kind: 'http', url: 'https://hooks.example/purge?key=1' },
      ]),
    );
    expect(problems).toStrictEqual([]);
    expect(edges).toStrictEqual([
      { ...nginx, name: 'nginx' },
      { kind: 'varnish', url: 'https://edge2/below', name: 'varnish' },
      { ...fastly, name: 'fastly' },
      {
        kind: 'cloudflare',
        zone: 'f00',
        token: 'a-token-of-cloudflare',
        api: 'https://gateway.example',
        name: 'cloudflare',
      },
      { ...cloudfront, sessionToken: 'session-token', tags: true, name: 'cloudfront' },
      { ...akamai, network: 'production', api: 'http://localhost:1', name: 'akamai' },
      { kind: 'http', url: 'https://hooks.example/purge?key=1', method: 'POST', name: 'http' },
    ]);
    expect(createEdges(edges, 'an-edge-key').map(({ name }) => name)).toStrictEqual(
      edges.map(({ name }) => name),
    );
  });

  it('are named after their kind, with a number from the second of a kind on', () => {
    const { edges } = parseEdges(
      JSON.stringify([fastly, nginx, fastly, { ...nginx, name: 'Paris 1' }, nginx]),
    );
    expect(edges.map(({ name }) => name)).toStrictEqual([
      'fastly',
      'nginx',
      'fastly 2',
      'Paris 1',
      'nginx 3',
    ]);
  });

  it('verify grants only if they are self-hosted', () => {
    const { edges } = parseEdges(JSON.stringify([nginx, fastly]));
    expect(createEdges(edges, 'an-edge-key').map((edge) => edge.revoke !== undefined)).toStrictEqual([
      true,
      false,
    ]);
  });
});

describe('a problem of the edges', () => {
  const arrayExpected = 'expected a JSON array of at most 16 objects';

  it.each(['', '{', '{}', 'null', '"[]"', '[,]', `[${' '.repeat(65_536)}]`])(
    'is said of the whole: %.20s',
    (text) => {
      expect(parseEdges(text)).toStrictEqual({ edges: [], problems: [arrayExpected] });
    },
  );

  it('is a seventeenth edge', () => {
    expect(
      parseEdges(
        JSON.stringify(
          Array(16)
            .fill(0)
            .map((_, i) => ({ ...nginx, name: `n${i}` })),
        ),
      ).edges,
    ).toHaveLength(16);
    expect(problemsOf(...Array(17).fill(nginx))).toStrictEqual([arrayExpected]);
    expect(problemsOf(...Array(20_000).fill(1))).toStrictEqual([arrayExpected]);
  });

  it('names the element and the member', () => {
    expect(problemsOf(nginx, { kind: 'fastly', service: 'a/b', token: 7 })).toStrictEqual([
      'element 2 (fastly): service: expected 1 to 64 letters and digits',
      'element 2 (fastly): token: expected 8 to 4096 visible ASCII characters',
    ]);
    const kindExpected =
      'expected an object whose kind is nginx, varnish, fastly, cloudflare, cloudfront, akamai or http';
    expect(problemsOf({ kind: 'bunny' }, null, {})).toStrictEqual([
      `element 1: kind: ${kindExpected}`,
      `element 2: ${kindExpected}`,
      `element 3: kind: ${kindExpected}`,
    ]);
  });

  it('is a member that the kind does not have', () => {
    expect(problemsOf({ ...nginx, token: 'a-token' })).toStrictEqual([
      'element 1 (nginx): expected an object with no other members than kind, name, url',
    ]);
  });

  it('is a name that two edges have', () => {
    expect(problemsOf(nginx, { ...fastly, name: 'nginx' })).toStrictEqual([
      'element 2 (fastly): name: expected one that no other edge has',
    ]);
    expect(problemsOf({ ...fastly, name: 'fastly 2' }, fastly)).toHaveLength(1);
  });

  it.each([
    ['url', { ...nginx, url: 'edge1:8081' }],
    ['url', { ...nginx, url: 'ftp://edge1' }],
    ['url', { ...nginx, url: 'http://user:pass@edge1' }],
    ['url', { ...nginx, url: 'http://edge1/?a=b' }],
    ['url', { ...nginx, url: 'http://edge1/#a' }],
    ['url', { ...nginx, url: `http://edge1/${'a'.repeat(2048)}` }],
    ['url', { kind: 'http', url: 'https://me@hooks.example/' }],
    ['name', { ...nginx, name: '' }],
    ['name', { ...nginx, name: 'a\nb' }],
    ['name', { ...nginx, name: 'x'.repeat(41) }],
    ['token', { ...fastly, token: 'short' }],
    ['token', { ...fastly, token: 'with a space' }],
    ['token', { ...fastly, token: 'a-token\r\nX: y' }],
    ['service', { ...fastly, service: '../purge_all' }],
    ['api', { ...fastly, api: 'http://api.fastly.com' }],
    ['api', { ...fastly, api: 'http://127.0.0.1.example' }],
    ['api', { ...fastly, api: 'https://a.example/?x' }],
    ['zone', { kind: 'cloudflare', zone: '', token: 'a-token-of-cloudflare' }],
    ['method', { kind: 'http', url: 'http://a', method: 'GET' }],
    ['headers', { kind: 'http', url: 'http://a', headers: { Host: 'b' } }],
    ['headers', { kind: 'http', url: 'http://a', headers: { 'X Y': 'b' } }],
    ['headers', { kind: 'http', url: 'http://a', headers: { X: 'b\r\nY: c' } }],
    ['headers', { kind: 'http', url: 'http://a', headers: { X: 1 } }],
    ['headers', { kind: 'http', url: 'http://a', headers: ['a'] }],
    [
      'headers',
      {
        kind: 'http',
        url: 'http://a',
        headers: Object.fromEntries([...'abcdefghijklmnopq'].map((x) => [x, x])),
      },
    ],
  ])('is a %s that cannot be used: %j', (member, element) => {
    const problems = problemsOf(element);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^element 1 \\(${element.kind}\\): ${member}: expected `));
  });

  it.each([
    'evil.example',
    'luna.akamaiapis.net.evil.example',
    'a.akamaiapis.net/x',
    'a@b.akamaiapis.net',
    '.akamaiapis.net',
  ])('is a host outside akamaiapis.net: %s', (host) => {
    const akamai = {
      kind: 'akamai',
      clientToken: 'client-token',
      clientSecret: 'client-secret',
      accessToken: 'access-token',
    };
    expect(problemsOf({ ...akamai, host })).toStrictEqual([
      'element 1 (akamai): host: expected the host of the API client, as in akab-….luna.akamaiapis.net',
    ]);
  });
});
