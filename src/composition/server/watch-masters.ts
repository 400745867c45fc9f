import { assetOfFile, type FolderWatch, watchFolder } from '../../masters/index.js';
import type { Services } from '../../origin/index.js';
import { toAssetId } from '../../shared/asset-id.js';

/** A file that is being copied changes many times: it is looked at when it has been quiet for so long. */
const QUIET_MS = 200;
/** What changes beyond these at once is noticed when somebody asks for it. */
const MAX_CHANGING = 10_000;

/** Has the library look again at every asset whose file changes. */
export function watchMasters(
  mastersPath: string,
  { library, log }: Pick<Services, 'library' | 'log'>,
): FolderWatch {
  const changing = new Map<string, NodeJS.Timeout>();
  const look = (asset: string) => {
    changing.delete(asset);
    try {
      void library.revalidate(toAssetId(asset));
    } catch {
      // Not the name of an asset: nobody can have asked for it.
    }
  };
  const onChange = (path: string) => {
    const asset = assetOfFile(path);
    clearTimeout(changing.get(asset));
    if (changing.size >= MAX_CHANGING && !changing.has(asset)) return;
    changing.set(asset, setTimeout(look, QUIET_MS, asset).unref());
  };
  let isWatched = true;
  const watch = watchFolder(mastersPath, onChange, (error) => {
    if (!isWatched) return;
    // Where the system has no room for one watch it has none for the thousands that follow.
    isWatched = false;
    void watch.close();
    log.warn({ err: error }, 'the folder of the masters is not watched; changes are noticed when asked for');
  });
  return watch;
}
