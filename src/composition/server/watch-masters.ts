import type { Services } from '../../origin/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { assetsOfFile, type FolderWatch, watchFolder } from '../../stores/index.js';

/** How long a file must be unchanged before it is revalidated: a file being copied changes many times. */
const QUIET_MS = 200;
/** Maximum number of changing files tracked at once. Changes beyond that are noticed at the next request for the asset. */
const MAX_CHANGING = 10_000;

/** Watches the directory of masters and revalidates every asset whose file changes. */
export function watchMasters(
  mastersPath: string,
  { library, log }: Pick<Services, 'library' | 'log'>,
): FolderWatch {
  const changing = new Map<AssetId, NodeJS.Timeout>();
  const revalidate = (asset: AssetId) => {
    changing.delete(asset);
    void library.revalidate(asset);
  };
  const onChange = (path: string) => {
    for (const asset of assetsOfFile(path)) {
      clearTimeout(changing.get(asset));
      if (changing.size >= MAX_CHANGING && !changing.has(asset)) return;
      changing.set(asset, setTimeout(revalidate, QUIET_MS, asset).unref());
    }
  };
  let isWatched = true;
  const watch = watchFolder(mastersPath, onChange, (error) => {
    if (!isWatched) return;
    // When the system runs out of watches for one directory, it will for all that follow.
    isWatched = false;
    void watch.close();
    log.warn({ err: error }, 'cannot watch the masters directory; changes are noticed at the next request');
  });
  return watch;
}
