import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MasterFolder } from '../../../src/uploads/masters/master-folder.js';
import { importBench } from '../support/import-bench.js';
import { rangedSource } from '../support/ranged-source.js';

let bench: Awaited<ReturnType<typeof importBench>>;
beforeEach(async () => {
  bench = await importBench();
});
afterEach(() => bench.close());

/** A process that is told to stop when so many bytes of an import have come. Returns the import's id. */
async function interruptedAt(bytes: number, url: string): Promise<string> {
  const shutdown = new AbortController();
  const { imports, start } = bench.importing({ shutdownSignal: shutdown.signal });
  const { id } = await start('film', `${url}/a.mp4`);
  await expect.poll(() => imports.get(id)).toMatchObject({ state: 'copying', bytes });
  shutdown.abort();
  await imports.idle();
  return id;
}

/** A process that is told to stop when all of an import has come, and before it is a master. Returns the import's id. */
async function interruptedBeforePublishing(url: string): Promise<string> {
  const shutdown = new AbortController();
  const publish = vi.spyOn(MasterFolder.prototype, 'publish').mockImplementationOnce(async () => {
    shutdown.abort();
    throw new Error('interrupted');
  });
  const { imports, start } = bench.importing({ shutdownSignal: shutdown.signal });
  const { id } = await start('film', `${url}/a.mp4`);
  await imports.idle();
  publish.mockRestore();
  return id;
}

async function laterProcess() {
  const later = bench.importing();
  await later.imports.restore(Date.now());
  return later;
}

const staged = (id: string) => join(bench.root, '.onplay-incoming', `${id}.part`);
const stored = () => readFile(join(bench.root, 'film.mp4'), 'utf8');
const nothingIsLeft = async () => {
  expect(await bench.staged()).toEqual([]);
  expect(await readdir(bench.folder)).toEqual([]);
};

describe('an import that a later process goes on with', () => {
  it('gets the rest of the same version only, under the same id', async () => {
    const source = rangedSource('a whole film');
    source.stopsAfter = 7;
    const id = await interruptedAt(7, await bench.source(source.listener));
    source.stopsAfter = undefined;
    const { imports, finished, arrived } = await laterProcess();
    expect(imports.get(id)).toMatchObject({
      state: expect.stringMatching('waiting|copying'),
      bytes: 7,
      totalBytes: 12,
    });
    expect(await finished(imports.get(id))).toMatchObject({ id, state: 'done', bytes: 12, totalBytes: 12 });
    expect(source.ranges).toEqual([undefined, 'bytes=7-']);
    expect([await stored(), arrived]).toEqual(['a whole film', ['film']]);
    await nothingIsLeft();
  });

  it('begins again where the source has another version by then', async () => {
    const source = rangedSource('a whole film');
    source.stopsAfter = 7;
    const id = await interruptedAt(7, await bench.source(source.listener));
    Object.assign(source, { film: 'another', entityTag: '"2"', stopsAfter: undefined });
    const { imports, finished } = await laterProcess();
    expect(await finished(imports.get(id))).toMatchObject({ state: 'done', bytes: 7, totalBytes: 7 });
    expect([source.ranges, await stored()]).toEqual([[undefined, undefined], 'another']);
  });

  it('begins again where the source has no strong entity tag, and keeps nothing of it meanwhile', async () => {
    const source = rangedSource('a whole film', 'W/"1"');
    source.stopsAfter = 7;
    const id = await interruptedAt(7, await bench.source(source.listener));
    expect(await bench.staged()).toEqual([]);
    source.stopsAfter = undefined;
    const { imports, finished } = await laterProcess();
    expect(await finished(imports.get(id))).toMatchObject({ state: 'done', bytes: 12 });
    expect([source.ranges, await stored()]).toEqual([[undefined, undefined], 'a whole film']);
  });

  it.each([
    ['of other bytes', { 'Content-Range': 'bytes 3-11/12', ETag: '"1"' }],
    ['that is not the whole rest', { 'Content-Range': 'bytes 7-10/12', ETag: '"1"' }],
    ['of another version', { 'Content-Range': 'bytes 7-11/12', ETag: '"2"' }],
    ['of no version', { 'Content-Range': 'bytes 7-11/12' }],
    ['that says nothing of itself', { ETag: '"1"' }],
  ])('begins again where the source answers with a part %s', async (_what, headers) => {
    const source = rangedSource('a whole film');
    source.stopsAfter = 7;
    const url = await bench.source((request, response) => {
      if (request.headers.range === undefined) source.listener(request, response);
      else response.writeHead(206, { 'Content-Type': 'video/mp4', ...headers }).end('wrong');
    });
    const id = await interruptedAt(7, url);
    source.stopsAfter = undefined;
    const { imports, finished } = await laterProcess();
    expect(await finished(imports.get(id))).toMatchObject({ state: 'done', bytes: 12 });
    expect(await stored()).toBe('a whole film');
  });

  it('begins again where what it had of the file is gone', async () => {
    const source = rangedSource('a whole film');
    source.stopsAfter = 7;
    const id = await interruptedAt(7, await bench.source(source.listener));
    await writeFile(staged(id), '');
    source.stopsAfter = undefined;
    const { imports, finished } = await laterProcess();
    expect(await finished(imports.get(id))).toMatchObject({ state: 'done' });
    expect([source.ranges, await stored()]).toEqual([[undefined, undefined], 'a whole film']);
  });

  it('is published without its source where all of it was there', async () => {
    const source = rangedSource('a whole film');
    const id = await interruptedBeforePublishing(await bench.source(source.listener));
    const { imports, finished, arrived } = await laterProcess();
    expect(imports.get(id)).toMatchObject({ bytes: 12, totalBytes: 12 });
    expect(await finished(imports.get(id))).toMatchObject({ state: 'done', bytes: 12 });
    expect([source.ranges, await stored(), arrived]).toEqual([[undefined], 'a whole film', ['film']]);
    await nothingIsLeft();
  });

  it('is done where the earlier process has published it', async () => {
    const source = rangedSource('a whole film');
    const id = await interruptedBeforePublishing(await bench.source(source.listener));
    await rename(staged(id), join(bench.root, 'film.mp4'));
    const { imports, finished } = await laterProcess();
    expect(await finished(imports.get(id))).toMatchObject({ state: 'done', bytes: 12 });
    expect(source.ranges).toEqual([undefined]);
    await nothingIsLeft();
  });

  it.each([
    ['of another size', 'film.mp4', 'of another'],
    ['of another kind', 'film.mkv', 'not our film'],
  ])('is not done where a master %s has its name', async (_what, file, content) => {
    const source = rangedSource('a whole film');
    const id = await interruptedBeforePublishing(await bench.source(source.listener));
    await rm(staged(id));
    await writeFile(join(bench.root, file), content);
    const { imports, finished } = await laterProcess();
    expect(await finished(imports.get(id))).toMatchObject({ problem: { code: 'asset_exists' } });
    expect(await readFile(join(bench.root, file), 'utf8')).toBe(content);
    await nothingIsLeft();
  });

  it('fails where the host is not allowed any more, and leaves nothing', async () => {
    const source = rangedSource('a whole film');
    source.stopsAfter = 7;
    const id = await interruptedAt(7, await bench.source(source.listener));
    const { imports, finished } = bench.importing({
      from: { allowedHosts: ['elsewhere'], isAllowed: () => true },
    });
    await imports.restore(Date.now());
    expect(await finished(imports.get(id))).toMatchObject({ problem: { code: 'import_source_refused' } });
    await nothingIsLeft();
  });

  it('can be cancelled, and leaves nothing', async () => {
    const source = rangedSource('a whole film');
    source.stopsAfter = 7;
    const id = await interruptedAt(7, await bench.source(source.listener));
    const { imports } = await laterProcess();
    expect(await imports.cancel(id)).toMatchObject({ state: 'cancelled' });
    await nothingIsLeft();
  });

  it('is given up at its eleventh beginning', async () => {
    const source = rangedSource('a whole film');
    source.stopsAfter = 1;
    const id = await interruptedAt(1, await bench.source(source.listener));
    for (let starts = 2; starts <= 10; starts++) {
      const shutdown = new AbortController();
      const { imports } = bench.importing({ shutdownSignal: shutdown.signal });
      await imports.restore(Date.now());
      await expect.poll(() => imports.get(id).bytes).toBe(starts);
      shutdown.abort();
      await imports.idle();
    }
    const { imports, finished } = await laterProcess();
    expect(await finished(imports.get(id))).toMatchObject({ problem: { code: 'import_interrupted' } });
    await nothingIsLeft();
  });

  it('is not gone on with after a week, nor by what is no description of one', async () => {
    const source = rangedSource('a whole film');
    source.stopsAfter = 7;
    const id = await interruptedAt(7, await bench.source(source.listener));
    await writeFile(join(bench.folder, 'imp_1.json'), '{');
    const { imports } = bench.importing();
    await imports.restore(Date.now() + 8 * 24 * 60 * 60_000);
    expect(() => imports.get(id)).toThrow(expect.objectContaining({ code: 'import_unknown' }));
    expect(await readdir(bench.folder)).toEqual([]);
    expect(imports.isAbandoned(`${id}.part`, 31 * 60_000)).toBe(true);
  });

  it('keeps its turn to wait for', async () => {
    const source = rangedSource('a whole film');
    source.stopsAfter = 7;
    const url = await bench.source(source.listener);
    const shutdown = new AbortController();
    const { imports, start } = bench.importing({ atOnce: 1, shutdownSignal: shutdown.signal });
    await start('film', `${url}/a.mp4`);
    const { id } = await start('other', `${url}/a.mp4`);
    shutdown.abort();
    await imports.idle();
    source.stopsAfter = undefined;
    const later = await laterProcess();
    expect(later.imports.isAbandoned(`${id}.part`, 31 * 60_000)).toBe(false);
    expect(await later.finished(later.imports.get(id))).toMatchObject({ asset: 'other', state: 'done' });
  });
});
