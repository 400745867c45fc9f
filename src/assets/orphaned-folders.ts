/** Finds the directories of an earlier process whose master is gone, or has another version. */
import type { MasterStore } from '../stores/index.js';
import { assetDigest, parseVersionFolder } from './version-folder.js';

/** Listing more masters takes too long; orphans are then removed when their asset is next indexed. */
const MAX_MASTERS = 50_000;

/** Names of directories; see `versionFolder`. */
interface Folders {
  readonly indexes: readonly string[];
  readonly copies: readonly string[];
}

/**
 * Returns the directories without a master, and those of copies whose master has another version, which takes a lookup
 * for each. Returns none where the store cannot be read, since its masters are then unknown. Never rejects.
 */
export async function orphanedFolders(folders: Folders, store: MasterStore): Promise<ReadonlySet<string>> {
  const all = [...folders.indexes, ...folders.copies];
  const assets =
    all.length > 0 ? await store.list(MAX_MASTERS + 1, { withDubs: true }).catch(() => undefined) : [];
  if (!assets || assets.length > MAX_MASTERS) return new Set();
  const byDigest = new Map(assets.map((asset) => [assetDigest(asset), asset]));
  const assetOf = (folder: string) => byDigest.get(parseVersionFolder(folder)?.digest ?? '');
  const orphans = new Set(
    all.filter((folder) => parseVersionFolder(folder) && assetOf(folder) === undefined),
  );
  for (const folder of folders.copies) {
    const asset = assetOf(folder);
    if (asset !== undefined && (await isSuperseded(folder, asset, store))) orphans.add(folder);
  }
  return orphans;
}

async function isSuperseded(folder: string, asset: string, store: MasterStore): Promise<boolean> {
  try {
    const master = await store.find(asset);
    return master?.version !== parseVersionFolder(folder)?.version;
  } catch {
    return false;
  }
}
