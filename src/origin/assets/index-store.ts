/** Indexes and conformed copies under the data folder, one folder to each version of a master. */
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { OnplayError } from '../../errors.js';
import { readIndexFile, writeIndexFile } from '../../masters/index/index-file.js';
import { indexPrepared } from '../../masters/index/index-master.js';
import type { MasterIndex } from '../../masters/index/master-index.js';
import type { MediaTools } from '../../masters/index/media-tools.js';
import { prepareMaster } from '../../masters/index/prepare-master.js';
import { fileMaster } from '../../masters/stores/file-master.js';
import type { ByteSource, Master } from '../../masters/stores/store.js';

export interface IndexStore {
  /** The index of this version, read from disk or built. @throws OnplayError with a `master_…` code. */
  get(master: Master, signal: AbortSignal): Promise<MasterIndex>;
  /** Opens a conformed copy by its name. @throws OnplayError `master_copy_missing`; `get` makes it again. */
  openConformed(version: VersionName, name: string): Promise<ByteSource>;
}

/** Tells one version of a master from all others. */
export type VersionName = Pick<Master, 'asset' | 'version'>;

/** The store under `dataPath`. Where nothing can be written there, indexes of what needs no copy still work. */
export function createIndexStore(dataPath: string, tools: MediaTools, log: Logger): IndexStore {
  const root = join(dataPath, 'indexes');
  const folderOf = ({ asset, version }: VersionName) => join(root, `${assetFolder(asset)}-${version}`);
  const copyOf = (version: VersionName, name: string) =>
    fileMaster(name, join(folderOf(version), 'media', name));
  return {
    get: async (master, signal) => {
      const folder = folderOf(master);
      const stored = await readIndexFile(join(folder, 'index'));
      if (stored && isOf(stored, master) && (await isComplete(stored, copyOf))) return stored;
      const prepared = await prepareMaster(master, join(folder, 'media'), tools, signal);
      const index = await indexPrepared(master, prepared, tools, signal);
      await keep(folder, index, log);
      await removeOtherVersions(root, master, log);
      return index;
    },
    openConformed: async (version, name) => {
      const copy = await copyOf(version, name);
      if (!copy) throw copyMissing();
      return copy.open();
    },
  };
}

/** A name of fixed length that no asset id can make into a path. */
function assetFolder(asset: string): string {
  return createHash('sha256').update(asset).digest('hex').slice(0, 32);
}

function isOf(stored: MasterIndex, { asset, version }: VersionName): boolean {
  return stored.asset === asset && stored.version === version;
}

/** Whether all conformed copies are still there. */
async function isComplete(
  index: MasterIndex,
  copyOf: (version: VersionName, name: string) => Promise<Master | undefined>,
): Promise<boolean> {
  const names = index.files.flatMap((file) => (file.kind === 'conformed' ? [file.name] : []));
  const copies = await Promise.all(names.map((name) => copyOf(index, name)));
  return copies.every((copy) => copy !== undefined);
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

function copyMissing(): OnplayError {
  return new OnplayError('master_copy_missing', {
    publicDetail:
      'What was prepared of the master is gone and has to be prepared again. Try again in a second.',
    retryable: true,
  });
}
