import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportsOptions } from '../../../src/uploads/imports/imports.js';
import { importBench } from '../support/import-bench.js';
import { sends, type startSource } from '../support/source-server.js';

let bench: Awaited<ReturnType<typeof importBench>>;
beforeEach(async () => {
  bench = await importBench();
});
afterEach(() => bench.close());

describe('a source that is hostile', () => {
  const failure = async (
    listener: Parameters<typeof startSource>[0],
    options: Partial<ImportsOptions> = {},
    freeBytes?: () => Promise<number>,
  ) => {
    const source = await bench.source(listener);
    const { start, finished } = bench.importing(options, freeBytes);
    const record = await finished(await start('film', `${source}/a.mp4`));
    expect(record.state).toBe('failed');
    expect(await bench.staged()).toEqual([]);
    expect(await bench.masters()).toEqual([]);
    return record.problem?.code;
  };

  it('may not announce more than is allowed', async () => {
    expect(await failure(sends('x'.repeat(1001)))).toBe('import_too_large');
  });

  it('may not send without end', async () => {
    const endless: Parameters<typeof startSource>[0] = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'video/mp4' });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(100)));
      };
      response.on('drain', more);
      more();
    };
    expect(await failure(endless)).toBe('import_too_large');
  });

  it('may not send less than it announces', async () => {
    const short: Parameters<typeof startSource>[0] = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'video/mp4', 'Content-Length': 100 });
      response.write('half a film', () => response.socket?.destroySoon());
    };
    expect(await failure(short)).toBe('import_source_failed');
  });

  it('does not get more than it announces stored', async () => {
    const source = await bench.source((_request, response) => {
      const head = 'HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 6\r\n\r\n';
      response.socket?.end(`${head}a film and more`);
    });
    const { start, finished } = bench.importing();
    const { state } = await finished(await start('film', `${source}/a.mp4`));
    const stored = await readFile(join(bench.root, 'film.mp4'), 'utf8').catch(() => undefined);
    expect([state, stored]).toEqual(state === 'done' ? ['done', 'a film'] : ['failed', undefined]);
  });

  it('may not be slower than a time limit', async () => {
    const silent: Parameters<typeof startSource>[0] = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'video/mp4' });
      response.write('a');
    };
    expect(await failure(silent, { timeoutMs: 200 })).toBe('import_source_slow');
  });

  it('may not fill the disk', async () => {
    expect(await failure(sends('a film'), {}, async () => 1005)).toBe('store_full');
    const unannounced: Parameters<typeof startSource>[0] = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'video/mp4' });
      response.end(Buffer.alloc(17 * 1024 * 1024));
    };
    const looks = [2000, 999];
    const freeBytes = async () => looks.shift() ?? 999;
    expect(await failure(unannounced, { maxBytes: 1e9 }, freeBytes)).toBe('store_full');
  });
});
