/** Indexes and conformed copies under the data folder, one folder to each version of a master. */
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { readIndexFile, writeIndexFile } from '../../masters/index/index-file.js';
import { indexMaster } from '../../masters/index/index-master.js';
import type { MasterIndex } from '../../masters/index/master-index.js';
import type { MediaTools } from '../../masters/index/media-tools.js';
import { damaged } from '../../masters/refusals.js';
import { fileMaster } from '../../masters/stores/file-master.js';
import type { ByteSource, Master } from '../../masters/stores/store.js';

export interface IndexStore {
  /** The index of this version, read from disk or built. @throws OnplayError with a `master_…` code. */
  get(master: Master, signal: AbortSignal): Promise<MasterIndex>;
  openConformed(index: Pick<MasterIndex, 'asset' | 'version'>, name: string): Promise<ByteSource>;
}

export function createIndexStore(dataPath: string, tools: MediaTools, log: Logger): IndexStore {
  const root = join(dataPath, 'indexes');
  const folderOf = ({ asset, version }: { asset: string; version: string }) =>
    join(root, `${assetFolder(asset)}-${version}`);
  return {
    get: async (master, signal) => {
      const folder = folderOf(master);
      const stored = await readIndexFile(join(folder, 'index'));
      if (stored?.version === master.version && stored.asset === master.asset) return stored;
      const index = await indexMaster(master, join(folder, 'media'), tools, signal);
      await keep(folder, index, log);
      await removeOtherVersions(root, master, log);
      return index;
    },
    openConformed: async (index, name) => {
      const copy = await fileMaster(name, join(folderOf(index), 'media', name));
      if (!copy) throw damaged('its copy was removed');
      return copy.open();
    },
  };
}

/** A name of fixed length that no asset id can make into a path. */
function assetFolder(asset: string): string {
  return createHash('sha256').update(asset).digest('hex').slice(0, 32);
}

/** A disk that cannot be written makes the next start slower, nothing else. */
async function keep(folder: string, index: MasterIndex, log: Logger): Promise<void> {
  try {
    await writeIndexFile(join(folder, 'index'), index);
  } catch (error) {
    log.warn({ err: error, asset: index.asset }, 'index could not be kept');
  }
}

async function removeOtherVersions(root: string, { asset, version }: Master, log: Logger): Promise<void> {
  const prefix = `${assetFolder(asset)}-`;
  const folders = await readdir(root).catch(() => []);
  for (const folder of folders) {
    if (!folder.startsWith(prefix) || folder === `${prefix}${version}`) continue;
    await rm(join(root, folder), { recursive: true, force: true }).catch((error: unknown) => {
      log.warn({ err: error, asset }, 'an old version could not be removed');
    });
  }
}
