/** Imports into a directory of a test, from servers of that test. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createLogger } from '../../../src/shared/log.js';
import { folderStore } from '../../../src/stores/folder-store.js';
import { type ImportRecord, isOver } from '../../../src/uploads/imports/import-record.js';
import { Imports, type ImportsOptions } from '../../../src/uploads/imports/imports.js';
import { MasterFolder } from '../../../src/uploads/masters/master-folder.js';
import { type SourceServer, startSource } from './source-server.js';

/** The caller must close it. */
export async function importBench() {
  const root = await mkdtemp(join(tmpdir(), 'onplay-imports-'));
  const folder = await mkdtemp(join(tmpdir(), 'onplay-imports-data-'));
  const shutdown = new AbortController();
  const servers: SourceServer[] = [];
  return {
    ...{ root, folder, shutdown },
    /** Starts a server, and returns its URL. */
    async source(...[listener]: Parameters<typeof startSource>): Promise<string> {
      const server = await startSource(listener);
      servers.push(server);
      return `http://127.0.0.1:${server.port}`;
    },
    importing: (options: Partial<ImportsOptions> = {}, freeBytes = async () => 1e12) => {
      const destination = new MasterFolder({
        path: root,
        store: folderStore(root),
        minFreeBytes: 1000,
        freeBytes,
      });
      const arrived: string[] = [];
      const imports = new Imports({
        ...{
          destination,
          folder,
          maxBytes: 1000,
          timeoutMs: 60_000,
          atOnce: 2,
          shutdownSignal: shutdown.signal,
        },
        from: { allowedHosts: ['127.0.0.1'], isAllowed: (address) => address === '127.0.0.1' },
        onArrived: (asset) => arrived.push(asset),
        log: createLogger({ level: 'silent' }),
        ...options,
      });
      return {
        ...{ imports, arrived },
        start: (asset: string, source: string, replace = false) => imports.start({ asset, source, replace }),
        async finished({ id }: ImportRecord) {
          await expect.poll(() => isOver(imports.get(id))).toBe(true);
          return imports.get(id);
        },
      };
    },
    /** The names of what is unfinished. */
    staged: () => readdir(join(root, '.onplay-incoming')),
    /** The names of the masters. */
    masters: async () => (await readdir(root)).filter((name) => !name.startsWith('.')),
    async close() {
      shutdown.abort();
      await Promise.all(servers.map((server) => server.close()));
      await Promise.all([root, folder].map((each) => rm(each, { recursive: true })));
    },
  };
}
