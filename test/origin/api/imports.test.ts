import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../src/origin/api/openapi.js';
import { type SourceServer, sends, startSource } from '../../uploads/support/source-server.js';
import {
  codeOf,
  startTestOrigin,
  type TestOrigin,
  type TestOriginOptions,
} from '../media/support/test-origin.js';
import { mismatches, type Schema } from './support/json-schema.js';

let origin: TestOrigin;
let source: SourceServer | undefined;
afterEach(async () => {
  await origin.stop();
  await source?.close();
  source = undefined;
});

/** An origin that may copy from this machine. */
async function start(env: Record<string, string> = {}, intake: TestOriginOptions['intake'] = {}) {
  origin = await startTestOrigin({
    env: { ONPLAY_IMPORT_FROM: '*', ONPLAY_IMPORT_PRIVATE_ADDRESSES: 'on', ...env },
    intake,
  });
}

const post = (body: unknown) =>
  origin.manage('/assets', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

interface Import {
  readonly id: string;
  readonly state: string;
  readonly problem?: { readonly code: string };
}

const read = async (id: string) => (await (await origin.manage(`/imports/${id}`)).json()) as Import;
const ended = async (id: string) => {
  await expect.poll(async () => (await read(id)).state).toMatch(/^(done|failed|cancelled)$/);
  return read(id);
};
const schema = (): Schema =>
  openApiDocument('1').paths['/api/imports/{id}'].get.responses[200].content['application/json']
    .schema as Schema;

describe('POST /api/assets', () => {
  it('copies a master, which is ready before anyone asks for it', async () => {
    source = await startSource(sends('a film'));
    await start();
    const response = await post({ asset: 'films/trailer', source: `http://127.0.0.1:${source.port}/a.mp4` });
    const { id } = (await response.clone().json()) as Import;
    expect([response.status, response.headers.get('location')]).toEqual([202, `/api/imports/${id}`]);
    expect(mismatches(await response.json(), schema())).toEqual([]);
    expect(await ended(id)).toMatchObject({ state: 'done', asset: 'films/trailer', bytes: 6 });
    expect(mismatches(await read(id), schema())).toEqual([]);
    expect(await readFile(join(origin.root, 'masters/films/trailer.mp4'), 'utf8')).toBe('a film');
    const { assets } = (await (await origin.manage('/assets')).json()) as { assets: { id: string }[] };
    expect(assets.map(({ id: name }) => name)).toContain('films/trailer');
    const { imports } = (await (await origin.manage('/imports')).json()) as { imports: Import[] };
    expect(imports).toEqual([await read(id)]);
  });

  it.each([
    ['an address of this machine', 'http://127.0.0.1:PORT/a.mp4'],
    ['mapped IPv6', 'http://[::ffff:127.0.0.1]:PORT/a.mp4'],
    ['a name that leads to this machine', 'http://films.example:PORT/a.mp4'],
    ['metadata', 'http://169.254.169.254/latest/meta-data/iam.mp4'],
  ])('connects to nothing private unless the operator says so: %s', async (_what, url) => {
    source = await startSource(sends('secret'));
    await start(
      { ONPLAY_IMPORT_PRIVATE_ADDRESSES: 'off' },
      { lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]) },
    );
    const response = await post({ asset: 'stolen', source: url.replace('PORT', String(source.port)) });
    const { id } = (await response.json()) as Import;
    expect(await ended(id)).toMatchObject({ state: 'failed', problem: { code: 'import_source_refused' } });
    expect(source.connections()).toBe(0);
    expect(await readdir(join(origin.root, 'masters'))).not.toContain('stolen.mp4');
  });

  it.each([
    ['without a source', { asset: 'film' }, 400, 'body_invalid'],
    [
      'with a member that is not known',
      { asset: 'a', source: 'http://a/', force: true },
      400,
      'body_invalid',
    ],
    ['for a name that leads up', { asset: '../a', source: 'http://a/' }, 400, 'asset_name_invalid'],
    ['from a file', { asset: 'a', source: 'file:///etc/passwd' }, 403, 'import_source_refused'],
    ['for a master that is there', { asset: 'film', source: 'http://a/' }, 409, 'asset_exists'],
  ])('is refused %s', async (_what, body, status, code) => {
    await start();
    const response = await post(body);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  it('is closed unless hosts are listed, and needs the management key', async () => {
    await start({ ONPLAY_IMPORT_FROM: 'none' });
    const closed = await post({ asset: 'a', source: 'http://a/' });
    expect([closed.status, await codeOf(closed)]).toEqual([404, 'imports_closed']);
    const locked = await fetch(`${origin.url}/api/assets`, { method: 'POST' });
    expect(await codeOf(locked)).toBe('admin_key_missing');
  });

  it('says nothing of the URL, which may hold a secret, in answers or the log', async () => {
    source = await startSource((_request, response) => response.writeHead(500).end());
    await start();
    const url = `http://127.0.0.1:${source.port}/a.mp4?X-Signature=top-secret`;
    const { id } = (await (await post({ asset: 'a', source: url })).json()) as Import;
    expect(JSON.stringify(await ended(id))).not.toContain('top-secret');
    expect(origin.lines.join('')).not.toContain('top-secret');
  });
});

describe('/api/imports/{id}', () => {
  it('tells of the progress as it happens', async () => {
    let more: (text: string) => void = () => undefined;
    let end = () => undefined as unknown;
    source = await startSource((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': 6 });
      more = (text) => response.write(text);
      end = () => response.end();
      more('a f');
    });
    await start();
    const body = { asset: 'a', source: `http://127.0.0.1:${source.port}/a.mp4` };
    const { id } = (await (await post(body)).json()) as Import;
    const events = await origin.manage(`/imports/${id}`, { headers: { Accept: 'text/event-stream' } });
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of events.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      if (!text.includes('"bytes":3')) continue;
      more('ilm');
      end();
    }
    const seen = [...text.matchAll(/^event: import\ndata: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data!) as Import,
    );
    expect(seen.map(({ state }) => state)).toContain('copying');
    expect(seen.at(-1)).toMatchObject({ state: 'done', bytes: 6, totalBytes: 6 });
  });

  it('ends the stream of events when the server stops', async () => {
    source = await startSource(() => undefined);
    await start();
    const body = { asset: 'a', source: `http://127.0.0.1:${source.port}/a.mp4` };
    const { id } = (await (await post(body)).json()) as Import;
    const events = await origin.manage(`/imports/${id}`, { headers: { Accept: 'text/event-stream' } });
    origin.close();
    expect(await events.text()).toContain('event: import');
  });

  it('can be cancelled', async () => {
    source = await startSource(() => undefined);
    await start();
    const body = { asset: 'a', source: `http://127.0.0.1:${source.port}/a.mp4` };
    const { id } = (await (await post(body)).json()) as Import;
    const cancelled = await origin.manage(`/imports/${id}`, { method: 'DELETE' });
    expect(await cancelled.json()).toMatchObject({ id, state: 'cancelled' });
  });

  it('knows only its own', async () => {
    await start();
    expect(await codeOf(await origin.manage('/imports/imp_1'))).toBe('import_unknown');
    expect(await codeOf(await origin.manage('/imports/imp_1', { method: 'DELETE' }))).toBe('import_unknown');
  });
});
