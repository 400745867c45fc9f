/** Masters as assets: found, indexed once for each version, and described. */

export { type Asset, type Rendition, segmentCount, withFile } from './asset.js';
export { AssetLibrary, type AssetLibraryOptions } from './asset-library.js';
export type { AssetEvent, AssetState } from './asset-state.js';
export { CopyStore } from './copy-store.js';
export { ensureDataFolder } from './data-folder.js';
export { describeAsset } from './describe-asset.js';
export { createIndexStore, type IndexStore } from './index-store.js';
export { IndexingThreads } from './indexing/indexing-threads.js';
export { versionGone } from './version-gone.js';
