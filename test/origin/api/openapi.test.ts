import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '../../../src/origin/api/api-routes.js';
import { openApiDocument } from '../../../src/origin/api/openapi.js';
import { packageVersion } from '../../../src/shared/version.js';
import { startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';
import { closed, mismatches, type Schema } from './support/json-schema.js';

const { paths } = openApiDocument('1.2.3');
let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

describe('the description of the management API', () => {
  it('names all routes, and no others', () => {
    const layers = apiRoutes(origin.services).stack;
    const served = layers.flatMap(({ route }) => {
      const methods = (route?.stack ?? []).flatMap(({ method }) => (method ? [method] : []));
      return methods.map(
        (method) => `${method} /api${route?.path.replace('*asset', '{asset}').replace(':id', '{id}')}`,
      );
    });
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect([...new Set(served)].sort()).toStrictEqual(described.sort());
  });

  it.each([
    ['get', '/api/assets', '/api/assets', undefined],
    ['get', '/api/assets/{asset}', '/api/assets/film', undefined],
    ['post', '/api/tokens', '/api/tokens', { asset: 'film', ttl: '1h', claims: {} }],
    ['post', '/api/invalidations', '/api/invalidations', { asset: 'film', mode: 'soft' }],
    ['get', '/api/invalidations', '/api/invalidations', undefined],
    ['get', '/api/status', '/api/status', undefined],
  ] as const)('matches the responses: %s %s', async (method, described, path, body) => {
    const operation = (paths as Record<string, Record<string, { responses: Record<string, unknown> }>>)[
      described
    ]?.[method];
    const response = await origin.manage(path.slice('/api'.length), {
      method: method.toUpperCase(),
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const answer = operation?.responses[response.status] as {
      content: Record<string, { schema: Schema }>;
    };
    const schema = answer.content['application/json']!.schema;
    expect(mismatches(await response.json(), closed(schema))).toStrictEqual([]);
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
