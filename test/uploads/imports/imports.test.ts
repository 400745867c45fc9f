import { readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOver } from '../../../src/uploads/imports/import-record.js';
import { importBench } from '../support/import-bench.js';
import { sends } from '../support/source-server.js';

let bench: Awaited<ReturnType<typeof importBench>>;
beforeEach(async () => {
  bench = await importBench();
});
afterEach(() => bench.close());

describe('an import', () => {
  it('makes a file of the source, in a directory that did not exist, and tells of it', async () => {
    const source = await bench.source(sends('a film'));
    const { arrived, start, finished } = bench.importing();
    const record = await start('films/new/trailer', `${source}/some/video.MOV?signature=secret`);
    expect(record).toMatchObject({
      asset: 'films/new/trailer',
      host: new URL(source).host,
      state: 'waiting',
    });
    expect(JSON.stringify(record)).not.toContain('secret');
    expect(await finished(record)).toMatchObject({ state: 'done', bytes: 6, totalBytes: 6 });
    expect(await readFile(join(bench.root, 'films/new/trailer.mov'), 'utf8')).toBe('a film');
    expect(arrived).toEqual(['films/new/trailer']);
    expect(await bench.staged()).toEqual([]);
  });

  it.each([
    ['the asset', 'trailer.mkv', '/video.mp4', 'video/webm', 'trailer.mkv'],
    ['the URL', 'trailer', '/video.mkv', 'video/webm', 'trailer.mkv'],
    ['the media type', 'trailer', '/video', 'video/webm', 'trailer.webm'],
    ['the media type, where a page made the URL', 'trailer', '/video.php', 'audio/flac', 'trailer.flac'],
  ])('has the extension of %s', async (_what, asset, path, type, file) => {
    const source = await bench.source(sends('a film', { 'Content-Type': type }));
    const { start, finished } = bench.importing();
    expect(await finished(await start(asset, source + path))).toMatchObject({
      asset: 'trailer',
      state: 'done',
    });
    expect(await bench.masters()).toEqual([file]);
  });

  it('fails where its kind cannot be known', async () => {
    const source = await bench.source(sends('a film', { 'Content-Type': 'application/octet-stream' }));
    const { start, finished } = bench.importing();
    expect(await finished(await start('trailer', `${source}/download`))).toMatchObject({
      state: 'failed',
      problem: { code: 'media_type_unknown' },
    });
  });

  it('replaces a master only where that is asked for, also one with another extension', async () => {
    await writeFile(join(bench.root, 'film.mkv'), 'the old one');
    const source = await bench.source(sends('a film'));
    const { start, finished } = bench.importing();
    await expect(start('film', `${source}/a.mp4`)).rejects.toMatchObject({ code: 'asset_exists' });
    expect(await finished(await start('film', `${source}/a.mp4`, true))).toMatchObject({ state: 'done' });
    expect(await bench.masters()).toEqual(['film.mp4']);
  });

  it.each([
    '../film',
    'a/../../film',
    '/etc/film',
    '.hidden',
    'a/.onplay-incoming/b',
    '~film',
    'a//b',
    'a\0b',
    '',
  ])('cannot be called %j', async (asset) => {
    const { start } = bench.importing();
    await expect(start(asset, 'http://127.0.0.1:1/a.mp4')).rejects.toMatchObject({
      code: 'asset_name_invalid',
    });
  });

  it('is one at a time for each name', async () => {
    const held: ServerResponse[] = [];
    const source = await bench.source((_request, response) => void held.push(response));
    const { imports, start } = bench.importing();
    const first = await start('film', `${source}/a.mp4`);
    await expect(start('film.mp4', `${source}/a.mp4`)).rejects.toMatchObject({ code: 'import_in_progress' });
    expect(await imports.cancel(first.id)).toMatchObject({ state: 'cancelled' });
    expect(isOver(imports.get((await start('film', `${source}/a.mp4`)).id))).toBe(false);
  });

  it('waits for its turn, and not longer than it is wanted', async () => {
    const held: ServerResponse[] = [];
    const source = await bench.source((_request, response) => void held.push(response));
    const { imports, start, finished } = bench.importing({ atOnce: 1 });
    const first = await start('one', `${source}/a.mp4`);
    await expect.poll(() => held.length).toBe(1);
    const second = await start('two', `${source}/a.mp4`);
    expect(imports.get(second.id).state).toBe('waiting');
    expect(await imports.cancel(second.id)).toMatchObject({
      state: 'cancelled',
      problem: { code: 'import_cancelled' },
    });
    const third = await start('three', `${source}/a.mp4`);
    await imports.cancel(first.id);
    await expect.poll(() => held.length).toBe(2);
    sends('a film')({} as never, held[1] as never);
    expect(await finished(third)).toMatchObject({ state: 'done' });
  });

  it('is refused where no host is allowed, or masters are in no directory', async () => {
    const none = bench.importing({ from: { allowedHosts: [], isAllowed: () => true } });
    await expect(none.start('film', 'http://127.0.0.1/a.mp4')).rejects.toMatchObject({
      code: 'imports_closed',
    });
    const nowhere = bench.importing({ destination: undefined });
    await expect(nowhere.start('film', 'http://127.0.0.1/a.mp4')).rejects.toMatchObject({
      code: 'imports_closed',
    });
  });

  it('is not started where a hundred are unfinished', async () => {
    const source = await bench.source(() => undefined);
    const { start } = bench.importing({ atOnce: 1 });
    for (let i = 0; i < 100; i++) await start(`film-${i}`, `${source}/a.mp4`);
    await expect(start('one-more', `${source}/a.mp4`)).rejects.toMatchObject({ code: 'imports_full' });
  });
});
