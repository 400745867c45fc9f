/** One edge of each kind, created from settings, at the address of a test server. */
import { createEdges } from '../../../src/edges/create-edges.js';
import type { Edge } from '../../../src/edges/edge.js';
import { parseEdges } from '../../../src/edges/edge-settings.js';
import { json, type Reply } from './edge-server.js';

export const EDGE_KEY = 'edge-key-Jq7ePfR2';

/** Every credential in the settings below. */
export const credentials = [
  EDGE_KEY,
  'fastly-Zt51xYm0Ur',
  'cloudflare-Bw83kSd9Qo',
  'AKIDnW2cLk7vXe',
  'secretaccess-8hGtYb3',
  'session-Tq9sZ1mR4u',
  'akab-client-Vf6jX0pD',
  'akab-secret-Ly4nC8rK',
  'akab-access-Gs2bM5tH',
  'hooktoken-Nd7aW3eP',
  'hookpath-Ui1oQ9zJ',
];

const [, fastly, cloudflare, keyId, secretKey, session, client, clientSecret, access, hook, hookPath] =
  credentials;

export const kinds = {
  nginx: { settings: (url: string) => ({ url }), agreement: json({ generation: '17' }) },
  varnish: { settings: (url: string) => ({ url }), agreement: json({ purged: 0 }) },
  fastly: {
    settings: (api: string) => ({ service: 'SU1Z0isxPaozGVKXdv0eY', token: fastly, api }),
    agreement: json({ status: 'ok', id: '108-1391560174-974124' }),
  },
  cloudflare: {
    settings: (api: string) => ({ zone: '023e105f4ecef8ad9ca31a8372d0c353', token: cloudflare, api }),
    agreement: json({ success: true, errors: [], messages: [], result: { id: 'cf5' } }),
  },
  cloudfront: {
    settings: (api: string) => ({
      distribution: 'EDFDVBD6EXAMPLE',
      accessKeyId: keyId,
      secretAccessKey: secretKey,
      sessionToken: session,
      api,
    }),
    agreement: {
      status: 201,
      body: '<?xml version="1.0"?><Invalidation><Id>I2J0I21PCUYOIK</Id><Status>InProgress</Status></Invalidation>',
    },
  },
  akamai: {
    settings: (api: string) => ({
      host: 'akab-host-x1.luna.akamaiapis.net',
      clientToken: client,
      clientSecret,
      accessToken: access,
      api,
    }),
    agreement: json(
      { httpStatus: 201, detail: 'Request accepted', purgeId: 'e5-9c', estimatedSeconds: 5 },
      201,
    ),
  },
  http: {
    settings: (url: string) => ({
      url: `${url}/hooks/${hookPath}?why=purge`,
      headers: { Authorization: `Bearer ${hook}` },
    }),
    agreement: { status: 204 },
  },
} as const satisfies Record<string, { settings: (url: string) => object; agreement: Reply }>;

export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

/** An edge created as from ONPLAY_EDGES. */
export function edgeOf(kind: Kind, url: string, more: object = {}): Edge {
  const { edges, problems } = parseEdges(JSON.stringify([{ kind, ...kinds[kind].settings(url), ...more }]));
  const [edge] = createEdges(edges, EDGE_KEY);
  if (edge === undefined) throw new Error(problems.join('\n'));
  return edge;
}
