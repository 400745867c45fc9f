import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Edge } from '../../../src/edges/edge.js';
import { apiRoutes } from '../../../src/origin/api/api-routes.js';
import { listedAsset } from '../../../src/origin/api/listed-asset.js';
import { openApiDocument } from '../../../src/origin/api/openapi.js';
import { packageVersion } from '../../../src/shared/version.js';
import { DAMAGED, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';
import { closed, mismatches, type Schema } from './support/json-schema.js';

interface Operation {
  readonly responses: Readonly<Record<string, { content: { 'application/json': { schema: Schema } } }>>;
}

const edge: Edge = {
  name: 'near',
  pace: { everyMs: 0 },
  purge: async () => ({ detail: 'forgotten', verified: true }),
  revoke: async () => ({ detail: '1 known' }),
};

const { paths } = openApiDocument('1.2.3');
let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin({ masters: ['film.mp4', 'new.mp4', 'no.mp4'], edges: [edge] });
  await origin.put('no.mp4', DAMAGED);
  const inserts = [
    { asset: 'bumper', at: 'start' },
    { asset: 'spot', at: 'f30', cut: 'segment', start: 1.5, end: 'f90' },
  ];
  await origin.put(
    'film.json',
    JSON.stringify({ title: 'A film', inserts, ads: { tag: 'https://ads.example/vmap' } }),
  );
});
afterAll(() => origin.stop());

const send = (path: string, body?: object) =>
  origin.manage(path, {
    ...(body && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });

function responseSchema(path: string, method: 'get' | 'post', status: number): Schema {
  const operations = (paths as unknown as Record<string, Record<string, Operation>>)[path];
  return operations![method]!.responses[status]!.content['application/json'].schema;
}

describe('the description of the management API', () => {
  it('names all routes, and no others', () => {
    const layers = apiRoutes(origin.services).stack;
    const served = layers.flatMap(({ route }) => {
      const methods = (route?.stack ?? []).flatMap(({ method }) => (method ? [method] : []));
      return methods.map(
        (method) => `${method} /api${route?.path.replace('*asset', '{asset}').replace(/:(\w+)/, '{$1}')}`,
      );
    });
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect([...new Set(served)].sort()).toStrictEqual(described.sort());
  });

  it.each([
    ['/api/assets', undefined],
    ['/api/assets/{asset}', undefined],
    ['/api/invalidations', undefined],
    ['/api/invalidations/{id}', undefined],
    ['/api/status', undefined],
    ['/api/tokens', { asset: 'film', ttl: '1h', claims: {} }],
    ['/api/invalidations', { everything: true, mode: 'soft' }],
    ['/api/invalidations', { asset: 'film' }],
    ['/api/invalidations', { asset: 'film', version: '1' }],
    ['/api/invalidations', { asset: 'film', rendition: 'v720' }],
    ['/api/invalidations', { viewer: 'one' }],
    ['/api/invalidations', { token: 'h.p.s' }],
  ])('matches the response: %s %o', async (path, body) => {
    const { id } = (await (await send('/invalidations', { asset: 'film' })).json()) as { id: string };
    const at = path.slice('/api'.length).replace('{asset}', 'film').replace('{id}', id);
    const response = await send(at, body);
    const schema = responseSchema(path, body ? 'post' : 'get', response.status);
    expect(mismatches(await response.json(), closed(schema))).toStrictEqual([]);
  });

  it('matches assets in every state', async () => {
    await origin.manage('/assets/film');
    await origin.manage('/assets/no');
    const list = (await (await origin.manage('/assets')).json()) as { assets: { state: string }[] };
    const progress = { phase: 'remuxing', percent: 7, queuePlace: 1 } as const;
    list.assets.push(
      listedAsset({ id: 'long', known: { state: 'preparing', progress } }, origin.services.texts),
    );
    expect(list.assets.map(({ state }) => state)).toStrictEqual(['ready', 'new', 'refused', 'preparing']);
    expect(mismatches(list, closed(responseSchema('/api/assets', 'get', 200)))).toStrictEqual([]);
  });

  it('matches what is put into an asset', async () => {
    const described = (await (await origin.manage('/assets/film')).json()) as { metadata: object };
    expect(Object.keys(described.metadata)).toEqual(expect.arrayContaining(['inserts', 'ads']));
  });

  it('says what an asset is described by', () => {
    const { properties } = responseSchema('/api/assets/{asset}', 'get', 200);
    expect(Object.keys(properties as object)).toContain('surrogateKeys');
  });

  it('leaves responses open to members of later versions', () => {
    const responses = Object.values(paths).flatMap((operations) =>
      Object.values(operations).map((operation) => (operation as Operation).responses),
    );
    expect(JSON.stringify(responses)).not.toContain('"additionalProperties":false');
  });

  it('is made once, since requests for it need no key', () => {
    expect(openApiDocument('1').paths).toBe(openApiDocument('1').paths);
  });

  it('marks no member as one that clients may not send', () => {
    expect(JSON.stringify(openApiDocument('1'))).not.toContain('readOnly');
  });

  it('matches the problems', async () => {
    const { schema } = openApiDocument('1').components.responses.Problem.content['application/problem+json'];
    const response = await origin.manage('/assets/nothing');
    expect(mismatches(await response.json(), closed(schema as Schema))).toStrictEqual([]);
  });

  it('has the version, and is readable by tools', async () => {
    const response = await origin.get('/openapi.json');
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toMatchObject({ openapi: '3.1.0', info: { version: packageVersion() } });
  });
});
