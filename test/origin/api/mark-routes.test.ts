import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../src/origin/api/openapi.js';
import { codeOf, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';
import { closed, mismatches, type Schema } from './support/json-schema.js';

let origin: TestOrigin;
beforeEach(async () => {
  origin = await startTestOrigin({ masters: ['film.mp4', 'films/other.mp4'] });
});
afterEach(() => origin.stop());

const RULE = { viewer: 'ann', overlays: [{ text: '{viewer}', place: 'top-right', every: 60, for: 10 }] };

const send = (method: string, path: string, body?: unknown) =>
  origin.manage(`/marks${path}`, {
    method,
    ...(body !== undefined && {
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
const put = (name: string, body: unknown = RULE) => send('PUT', `/${name}`, body);
const bodyOf = async (response: Response) => (await response.json()) as Record<string, unknown>;

/** The status of the manifest, or the code of the problem. */
async function manifest(asset: string, claims: object = {}, query = ''): Promise<number | string> {
  const response = await origin.get(`/${asset}.m3u8?token=${origin.token(asset, claims)}${query}`);
  return response.ok ? response.status : codeOf(response);
}

/** Whether a manifest has the session's own video. */
async function isMarked(asset: string, claims: object, query = ''): Promise<boolean> {
  const response = await origin.get(`/${asset}.m3u8?token=${origin.token(asset, claims)}${query}`);
  expect(response.status).toBe(200);
  return /-m[0-9a-f]{12}-/.test(await response.text());
}

describe('PUT /api/marks/{name}', () => {
  it('answers with the rule, which can be read, listed and put again', async () => {
    const answer = await put('leak');
    const expected = { name: 'leak', ...RULE, changedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string };
    expect([answer.status, answer.headers.get('cache-control')]).toStrictEqual([200, 'no-store']);
    expect(await bodyOf(answer)).toStrictEqual({ ...expected, everywhere: true });
    expect(await bodyOf(await send('GET', '/leak'))).toStrictEqual(expected);
    expect((await put('another', { asset: '/', overlays: [{ text: 'b' }] })).status).toBe(200);
    expect((await put('leak', { ...RULE, tenant: 'acme' })).status).toBe(200);
    expect(await bodyOf(await send('GET', ''))).toMatchObject({
      marks: [
        { name: 'another', asset: '/' },
        { name: 'leak', viewer: 'ann', tenant: 'acme' },
      ],
    });
  });

  it.each([
    ['a name in capitals', 'Leak', RULE, 'request_malformed'],
    ['a name that is a path', '..%2fleak', RULE, 'request_malformed'],
    ['a name of 65 characters', 'a'.repeat(65), RULE, 'request_malformed'],
    ['no rule', 'leak', {}, 'body_invalid'],
    ['a rule for no session', 'leak', { overlays: RULE.overlays }, 'body_invalid'],
    ['no overlays', 'leak', { viewer: 'ann', overlays: [] }, 'body_invalid'],
    ['a misspelt member', 'leak', { ...RULE, tenants: 'acme' }, 'body_invalid'],
    ['a list', 'leak', [RULE], 'body_invalid'],
    [
      'an image that the server does not have',
      'leak',
      { viewer: 'ann', overlays: [{ image: 'none.png' }] },
      'body_invalid',
    ],
    ['no JSON', 'leak', '{"viewer":', 'body_invalid'],
    ['more than a small body', 'leak', { ...RULE, viewer: 'a'.repeat(20_000) }, 'body_too_large'],
  ])('refuses %s', async (_, name, body, code) => {
    expect(await codeOf(await put(name, body))).toBe(code);
    expect(await bodyOf(await send('GET', ''))).toStrictEqual({ marks: [] });
  });

  it('needs the key of the management API, and JSON', async () => {
    const init = { method: 'PUT', body: JSON.stringify(RULE) };
    expect(await codeOf(await fetch(`${origin.url}/api/marks/leak`, init))).toBe('admin_key_missing');
    expect(await codeOf(await origin.manage('/marks/leak', init))).toBe('content_type_unsupported');
    expect((await send('POST', '/leak', RULE)).status).toBe(405);
    expect((await send('PUT', '', RULE)).status).toBe(405);
  });
});

describe('DELETE /api/marks/{name}', () => {
  it('ends the rule, once', async () => {
    await put('leak');
    const answer = await send('DELETE', '/leak');
    expect([answer.status, await bodyOf(answer)]).toStrictEqual([200, { name: 'leak', everywhere: true }]);
    expect(await codeOf(await send('DELETE', '/leak'))).toBe('marks_unknown');
    expect(await codeOf(await send('GET', '/leak'))).toBe('marks_unknown');
    expect(await codeOf(await send('DELETE', '/__proto__'))).toBe('marks_unknown');
  });
});

describe('a rule for marks', () => {
  it('holds for the sessions that it names from the next manifest on, until it is removed', async () => {
    await put('leak', { ...RULE, asset: 'film' });
    expect(await isMarked('film', { viewer: 'ann' })).toBe(true);
    expect(await isMarked('film', { viewer: 'ben' })).toBe(false);
    expect(await isMarked('films/other', { viewer: 'ann' })).toBe(false);
    await put('leak', { asset: 'films/', overlays: [{ text: 'leak' }] });
    expect(await isMarked('film', { viewer: 'ann' })).toBe(false);
    expect(await isMarked('films/other', {})).toBe(true);
    await send('DELETE', '/leak');
    expect(await isMarked('films/other', {})).toBe(false);
  });

  it.each([
    '',
    '&overlays=[]',
    '&overlays=',
    '&marks=0',
    '&viewer=ben',
    '&tenant=acme',
    '&max_height=240',
    '&start=f10',
  ])('is not removed by a query or by claims: %s', async (query) => {
    await put('leak', { viewer: 'ann', overlays: [{ text: 'leak' }] });
    expect(await isMarked('film', { viewer: 'ann' }, query)).toBe(true);
    expect(await isMarked('film', { viewer: 'ann', tenant: 'globex', max_height: 240 }, query)).toBe(true);
  });

  it('refuses sessions and downloads in which it cannot be drawn', async () => {
    await put('all', { asset: '/', overlays: [{ text: '{viewer}' }] });
    expect(await manifest('film')).toBe('marks_impossible');
    expect(
      await manifest('film', { viewer: 'ann', overlays: Array.from('abcd', (text) => ({ text })) }),
    ).toBe('marks_impossible');
    const download = await origin.get(`/film.mp4?token=${origin.token('film', { download: true })}`);
    expect(await codeOf(download)).toBe('marks_impossible');
  });

  it('is as it is described', async () => {
    const { paths } = openApiDocument('1');
    const schemaOf = (operation: { responses: { 200: { content: object } } }) =>
      closed(
        (operation.responses[200].content as { 'application/json': { schema: Schema } })['application/json']
          .schema,
      );
    const [list, one] = [paths['/api/marks'], paths['/api/marks/{name}']];
    expect(mismatches(await bodyOf(await put('leak')), schemaOf(one.put))).toStrictEqual([]);
    expect(mismatches(await bodyOf(await send('GET', '/leak')), schemaOf(one.get))).toStrictEqual([]);
    expect(mismatches(await bodyOf(await send('GET', '')), schemaOf(list.get))).toStrictEqual([]);
    expect(mismatches(await bodyOf(await send('DELETE', '/leak')), schemaOf(one.delete))).toStrictEqual([]);
  });
});
