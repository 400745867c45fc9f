import { basename, dirname, resolve } from 'node:path';
import { fileMaster } from './file-master.js';
import { folderStore } from './folder-store.js';
import { assetName } from './master-names.js';
import type { FindOptions, ListOptions, Master, MasterStore, StoredSidecars } from './store.js';

/**
 * A store of individually named files, for the demo and for `inspect`, with what belongs to each in its folder. Of two files with one
 * asset name, the later wins.
 */
export function fileListStore(files: readonly string[]): MasterStore {
  const paths = new Map(files.map((file) => [assetName(file), resolve(file)]));
  const folders = new Map(
    [...paths.values()].map((path) => [dirname(path), folderStore(dirname(path), { followLinks: true })]),
  );
  const find = async (asset: string, options?: FindOptions): Promise<Master | undefined> => {
    const path = paths.get(asset);
    const master = path === undefined ? undefined : await fileMaster(asset, path);
    if (path === undefined || !master) return undefined;
    const sidecars = await sidecarsBeside(folders.get(dirname(path)), path, options);
    return { ...master, ...(sidecars && { sidecars }) };
  };
  const list = async (limit: number, { after = '' }: ListOptions = {}) =>
    [...paths.keys()]
      .filter((asset) => asset > after)
      .sort()
      .slice(0, limit);
  return { find, list };
}

/** Undefined where the folder cannot be listed, or another file there has the name of the asset. */
async function sidecarsBeside(
  folder: MasterStore | undefined,
  path: string,
  options: FindOptions | undefined,
): Promise<StoredSidecars | undefined> {
  const found = await folder?.find(assetName(basename(path)), options).catch(() => undefined);
  return found?.localPath === path ? found.sidecars : undefined;
}
