import { readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../src/origin/api/openapi.js';
import { type SourceServer, sends, startSource } from '../../uploads/support/source-server.js';
import { startUploads } from '../../uploads/support/started-uploads.js';
import { codeOf } from '../media/support/test-origin.js';
import { closed, mismatches, type Schema } from './support/json-schema.js';

const SRT = '1\n00:00:01,000 --> 00:00:02,000\nHallo\n';

let uploads: Awaited<ReturnType<typeof startUploads>>;
let source: SourceServer | undefined;
beforeEach(async () => {
  uploads = await startUploads(
    { ONPLAY_IMPORT_FROM: '*', ONPLAY_IMPORT_PRIVATE_ADDRESSES: 'on' },
    { masters: ['films/one.mp4', 'films/two.mp4'] },
  );
});
afterEach(async () => {
  await uploads.origin.stop();
  await source?.close();
  source = undefined;
});

const files = async () => (await readdir(join(uploads.masters, 'films'))).sort();
const both = ['one.mp4', 'two.mp4'];
async function upload(asset: string, content: string, metadata: Record<string, string> = {}) {
  const { client } = uploads;
  const created = await client.create(Buffer.byteLength(content), { asset, ...metadata });
  if (created.status !== 201) return created;
  return client.append((created.headers.get('location') ?? '').replace('/api', ''), 0, content);
}
async function sidecarsOf(asset: string): Promise<string[]> {
  const described = (await (await uploads.origin.manage(`/assets/${asset}`)).json()) as {
    sidecars: { name: string }[];
  };
  return described.sidecars.map(({ name }) => name);
}
const remove = (path: string) => uploads.origin.manage(path, { method: 'DELETE' });

describe('a file beside a master', () => {
  it('is uploaded by its name, and belongs to the master at once', async () => {
    await uploads.origin.manage('/assets/films/one');
    const finished = await upload('films/one.de.srt', SRT);
    expect([finished.status, finished.headers.get('onplay-asset')]).toEqual([204, 'films/one']);
    expect(await readFile(join(uploads.masters, 'films/one.de.srt'), 'utf8')).toBe(SRT);
    await expect.poll(() => sidecarsOf('films/one')).toEqual(['one.de.srt']);
    expect(await uploads.staged()).toEqual([]);
  });

  it('is imported by its name, also where its server calls it text', async () => {
    source = await startSource(sends(SRT, { 'Content-Type': 'text/plain; charset=utf-8' }));
    const body = JSON.stringify({ asset: 'films/one.en.srt', source: `http://127.0.0.1:${source.port}/a` });
    const headers = { 'Content-Type': 'application/json' };
    const started = await uploads.origin.manage('/assets', { method: 'POST', headers, body });
    const { id, asset } = (await started.json()) as { id: string; asset: string };
    expect(asset).toBe('films/one.en.srt');
    const state = async () => (await (await uploads.origin.manage(`/imports/${id}`)).json()) as object;
    await expect.poll(state).toMatchObject({ state: 'done' });
    expect(await files()).toEqual(['one.en.srt', ...both]);
  });

  it('is replaced only where that is asked for, and nothing else with it', async () => {
    await upload('films/one.de.srt', SRT);
    await upload('films/one.jpg', '\xff\xd8\xff');
    expect(await codeOf(await upload('films/one.de.srt', `${SRT}\n`))).toBe('asset_exists');
    expect((await upload('films/one.de.srt', `${SRT}\n`, { replace: 'true' })).status).toBe(204);
    expect(await readFile(join(uploads.masters, 'films/one.de.srt'), 'utf8')).toBe(`${SRT}\n`);
    expect(await files()).toContain('one.mp4');
  });

  it.each([
    ['without its master', 'films/none.de.srt', SRT, 409, 'sidecar_without_master'],
    ['with a word that means nothing', 'films/one.german.srt', SRT, 400, 'sidecar_name_invalid'],
    ['of a kind that is not read', 'films/one.de.ttml', SRT, 415, 'media_type_unknown'],
    ['that leads out of the masters', '../one.de.srt', SRT, 400, 'asset_name_invalid'],
    ['that is no text', 'films/one.de.vtt', 'a film', 422, 'sidecar_refused'],
    ['that is a page', 'films/one.de.srt', '<html><!-- 1 --></html>', 422, 'sidecar_refused'],
    ['that is no picture', 'films/one.jpg', '<svg/>', 422, 'sidecar_refused'],
    ['with JSON that is not understood', 'films/one.json', '{"titel": "One"}', 422, 'sidecar_refused'],
    ['that is too large', 'films/one.json', ' '.repeat(250_001), 413, 'upload_too_large'],
  ])('is refused %s, and leaves nothing', async (_what, asset, content, status, code) => {
    const response = await upload(asset, content);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(await files()).toEqual(both);
    expect(await uploads.staged()).toEqual([]);
  });

  it('is deleted alone', async () => {
    await upload('films/one.de.srt', SRT);
    await upload('films/one.json', '{"title": "One"}');
    await expect.poll(() => sidecarsOf('films/one')).toHaveLength(2);
    const response = await remove('/assets/films/one?sidecar=one.de.srt');
    const gone = await response.json();
    expect(gone).toEqual({ asset: 'films/one', name: 'one.de.srt', bytes: SRT.length });
    const { content } = openApiDocument('1').paths['/api/assets/{asset}'].delete.responses[200];
    expect(mismatches(gone, closed(content['application/json'].schema as Schema))).toEqual([]);
    expect(await files()).toEqual(['one.json', ...both]);
    await expect.poll(() => sidecarsOf('films/one')).toEqual(['one.json']);
    expect(await codeOf(await remove('/assets/films/one?sidecar=one.de.srt'))).toBe('sidecar_unknown');
  });

  it('is deleted alone also where it is not used, and a dub by its whole name', async () => {
    for (const name of ['films/one.german.srt', 'films/one.es.m4a']) await uploads.origin.put(name);
    expect((await remove('/assets/films/one?sidecar=one.german.srt')).status).toBe(200);
    expect(await (await remove('/assets/films/one?sidecar=one.es.m4a')).json()).toMatchObject({
      asset: 'films/one',
    });
    expect(await files()).toEqual(both);
  });

  it.each([
    'films/one?sidecar=one.mp4',
    'films/two?sidecar=one.de.srt',
    'films/one?sidecar=..%2Ffilms%2Fone.de.srt',
    'films/one?sidecar=',
    'films/one?sidecar=one.de.srt&sidecar=one.de.srt',
    'films/one?side=one.de.srt',
    'films/none?sidecar=one.de.srt',
  ])('is not deleted by %s, nor its master', async (path) => {
    await upload('films/one.de.srt', SRT);
    expect((await remove(`/assets/${path}`)).status).toBeGreaterThanOrEqual(400);
    expect(await files()).toEqual(['one.de.srt', ...both]);
  });

  it('goes with its master, and the receipt names it', async () => {
    const beside = ['one.de.srt', 'one.de.vtt', 'one.es.m4a', 'one.jpg', 'one.part2.srt', 'one.x.mp4'];
    for (const name of beside) await uploads.origin.put(`films/${name}`);
    const receipt = (await (await remove('/assets/films/one')).json()) as { sidecars: { name: string }[] };
    const gone = ['one.de.srt', 'one.de.vtt', 'one.es.m4a', 'one.jpg'];
    expect(receipt.sidecars.map(({ name }) => name).sort()).toEqual(gone);
    expect(receipt).toMatchObject({ left: [] });
    expect(await files()).toEqual(['one.part2.srt', 'one.x.mp4', 'two.mp4']);
  });

  it('stays where another master has the name from then on', async () => {
    for (const name of ['one.mkv', 'one.de.srt']) await uploads.origin.put(`films/${name}`);
    expect(await (await remove('/assets/films/one')).json()).toMatchObject({ sidecars: [] });
    expect(await files()).toEqual(['one.de.srt', 'one.mkv', 'two.mp4']);
  });

  it('is never stored through a link out of the masters', async () => {
    await uploads.origin.put('../outside/one.mp4');
    await symlink(join(uploads.origin.root, 'outside'), join(uploads.masters, 'linked'));
    expect(await codeOf(await upload('linked/one.de.srt', SRT))).toBe('sidecar_without_master');
    await rm(join(uploads.masters, 'linked'));
    expect(await readdir(join(uploads.origin.root, 'outside'))).toEqual(['one.mp4']);
  });
});
