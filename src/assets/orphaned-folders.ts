/** Which folders of an earlier process belong to a master that is gone, or to an earlier version of one. */
import type { MasterStore } from '../masters/index.js';
import { assetDigest, parseVersionFolder } from './version-folder.js';

/** Of more it is not known in a moment which there are: then what is left over goes when its asset is asked for. */
const MAX_MASTERS = 50_000;

/** Names of folders; see `versionFolder`. */
export interface Folders {
  readonly indexes: readonly string[];
  readonly copies: readonly string[];
}

/**
 * Those without a master, and of the copies also those of another version, for which the store is asked. A store that
 * cannot be read says nothing of what it holds: then none. Never rejects.
 */
export async function orphanedFolders(folders: Folders, store: MasterStore): Promise<ReadonlySet<string>> {
  const all = [...folders.indexes, ...folders.copies];
  const assets = all.length > 0 ? await store.list(MAX_MASTERS + 1).catch(() => undefined) : [];
  if (!assets || assets.length > MAX_MASTERS) return new Set();
  const byDigest = new Map(assets.map((asset) => [assetDigest(asset), asset]));
  const assetOf = (folder: string) => byDigest.get(parseVersionFolder(folder)?.digest ?? '');
  const orphans = new Set(
    all.filter((folder) => parseVersionFolder(folder) && assetOf(folder) === undefined),
  );
  for (const folder of folders.copies) {
    const asset = assetOf(folder);
    if (asset !== undefined && (await isOutdated(folder, asset, store))) orphans.add(folder);
  }
  return orphans;
}

async function isOutdated(folder: string, asset: string, store: MasterStore): Promise<boolean> {
  try {
    const master = await store.find(asset);
    return master?.version !== parseVersionFolder(folder)?.version;
  } catch {
    return false;
  }
}
