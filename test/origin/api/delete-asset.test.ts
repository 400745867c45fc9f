import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Edge } from '../../../src/edges/edge.js';
import { openApiDocument } from '../../../src/origin/api/openapi.js';
import { codeOf, startTestOrigin, type TestOrigin } from '../media/support/test-origin.js';
import { closed, mismatches, type Schema } from './support/json-schema.js';

let origin: TestOrigin;
afterEach(() => origin.stop());

const purged: unknown[] = [];
const edge: Edge = {
  name: 'near',
  pace: { everyMs: 0 },
  purge: async ({ target }) => {
    purged.push(target);
    return { detail: 'forgotten' };
  },
};

async function start(env: Record<string, string> = { ONPLAY_UPLOADS: 'on' }) {
  origin = await startTestOrigin({ masters: ['films/one.mp4', 'films/two.mp4'], edges: [edge], env });
}

const remove = (asset: string) => origin.manage(`/assets/${asset}`, { method: 'DELETE' });

describe('DELETE /api/assets/{asset}', () => {
  it('removes the master and what was made of it, here and at the edges, and says so', async () => {
    await start();
    await origin.manage('/assets/films/one');
    const version = origin.version('films/one');
    const response = await remove('films/one');
    const receipt = (await response.json()) as { invalidation: { id: string } };
    expect(response.status).toBe(200);
    expect(receipt).toMatchObject({
      ...{ asset: 'films/one', version, bytes: 'films/one.mp4'.length },
      invalidation: { target: { kind: 'asset', asset: 'films/one' }, mode: 'hard' },
    });
    const { content } = openApiDocument('1').paths['/api/assets/{asset}'].delete.responses[200];
    expect(mismatches(receipt, closed(content['application/json'].schema as Schema))).toEqual([]);
    expect(await readdir(join(origin.root, 'masters/films'))).toEqual(['two.mp4']);
    expect(await codeOf(await origin.manage('/assets/films/one'))).toBe('asset_unknown');
    expect((await origin.manage('/assets/films/two')).status).toBe(200);
    await expect.poll(() => purged).toContainEqual({ kind: 'asset', asset: 'films/one' });
    const known = await origin.manage(`/invalidations/${receipt.invalidation.id}`);
    expect(await known.json()).toMatchObject({ state: 'completed' });
  });

  it('ends playback that is going on', async () => {
    await start();
    const path = await origin.folder('films/one');
    await remove('films/one');
    expect((await origin.get(`${path}/1.m4s`)).status).toBe(404);
  });

  it.each([
    ['nothing', 404, 'asset_unknown'],
    ['..%2f..%2fetc', 400, 'asset_name_invalid'],
    ['films', 404, 'asset_unknown'],
  ])('says what is wrong with %s', async (asset, status, code) => {
    await start();
    const response = await remove(asset);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    expect(await readdir(join(origin.root, 'masters/films'))).toEqual(['one.mp4', 'two.mp4']);
  });

  it('removes no file through a link out of the masters', async () => {
    await start();
    await origin.put('../outside/secret.mp4');
    await symlink(join(origin.root, 'outside'), join(origin.root, 'masters/linked'));
    expect(await codeOf(await remove('linked/secret'))).toBe('asset_unknown');
    expect(await readdir(join(origin.root, 'outside'))).toEqual(['secret.mp4']);
  });

  it('is refused where masters are only read, and without the management key', async () => {
    await start({});
    const refused = await remove('films/one');
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'masters_read_only']);
    const locked = await fetch(`${origin.url}/api/assets/films/one`, { method: 'DELETE' });
    expect(await codeOf(locked)).toBe('admin_key_missing');
    expect(await readdir(join(origin.root, 'masters/films'))).toEqual(['one.mp4', 'two.mp4']);
  });
});
