import { resolve } from 'node:path';
import { fileMaster } from './file-master.js';
import { assetName } from './master-names.js';
import type { MasterStore } from './store.js';

/** A store of individually named files, for the demo and for `inspect`. Of two files with one asset name, the later wins. */
export function fileListStore(files: readonly string[]): MasterStore {
  const paths = new Map(files.map((file) => [assetName(file), resolve(file)]));
  return {
    find: async (asset) => {
      const path = paths.get(asset);
      return path === undefined ? undefined : fileMaster(asset, path);
    },
    list: async (limit) => [...paths.keys()].sort().slice(0, limit),
  };
}
