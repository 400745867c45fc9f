import { LRUCache } from 'lru-cache';
import type { FindOptions, Master, MasterStore } from '../../stores/index.js';
import { FollowedFile, type FollowOptions, type LocalFile } from './followed-file.js';

/** How many assets are tracked. */
const MAX_ASSETS = 10_000;

/**
 * A store in which a master that grows keeps its version, as long as the bytes that were there are the same. What grows is known by
 * seeing it grow: by two looks at the file, or by waiting for it where the file was written to just now and is of a container
 * that is played while it is written. All other masters are those of `store`.
 */
export function growingStore(store: MasterStore, options: FollowOptions): MasterStore {
  const files = new LRUCache<string, FollowedFile>({ max: MAX_ASSETS });
  const find = async (asset: string, findOptions?: FindOptions): Promise<Master | undefined> => {
    const master = await store.find(asset, findOptions);
    const local = master && localFile(master);
    if (!local) {
      files.delete(asset);
      return master;
    }
    const known = files.get(asset);
    const followed = known?.isOf(local) ? known : new FollowedFile(local, options);
    files.set(asset, followed);
    const { sidecars } = local.master;
    return { ...(await followed.look(local)), ...(sidecars && { sidecars }) };
  };
  const { freshness } = store;
  return { ...(freshness && { freshness }), find, list: (limit, options) => store.list(limit, options) };
}

function localFile(master: Master): LocalFile | undefined {
  const { localPath, file } = master;
  return localPath === undefined || !file ? undefined : { master, localPath, file };
}
