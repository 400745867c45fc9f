/** Lists assets with what is known of them. */
import { toAssetId } from '../../shared/asset-id.js';
import { normalizeError } from '../../shared/errors.js';
import type { AssetIndexerOptions } from './asset-indexer.js';
import type { AssetState } from './asset-state.js';
import type { IndexingInProgress } from './indexing-in-progress.js';
import type { KnownAssets } from './known-assets.js';
import { lookKey, type MasterResolver, type MasterResolverOptions, masterKey } from './master-resolver.js';

export interface ListedAsset {
  /** As the store names it: not each name can be that of an asset. */
  readonly id: string;
  readonly known: AssetState;
}

interface AssetListingOptions {
  readonly store: Pick<MasterResolverOptions['store'], 'list'>;
  readonly assets: Pick<KnownAssets, 'peek'>;
  readonly masters: Pick<MasterResolver, 'find' | 'lastLookup'>;
  readonly indexing: Pick<IndexingInProgress, 'progressOf'>;
  readonly refusals: Pick<AssetIndexerOptions['refusals'], 'recall'>;
}

export class AssetListing {
  readonly #options: AssetListingOptions;

  constructor(options: AssetListingOptions) {
    this.#options = options;
  }

  /**
   * Returns at most `limit` assets, sorted by name, each with its last known state. Asking the store about each asset
   * takes seconds in a large directory, so only known ones that are not ready are looked up: their master may be fixed by
   * now.
   */
  async list(limit: number, after: string): Promise<readonly ListedAsset[]> {
    const ids = await this.#options.store.list(limit, { after });
    return Promise.all(ids.map(async (id) => ({ id, known: await this.#stateOf(id) })));
  }

  async #stateOf(name: string): Promise<AssetState> {
    const { assets, masters, indexing, refusals } = this.#options;
    try {
      const id = toAssetId(name);
      const last = masters.lastLookup(id);
      if (last === undefined) return { state: 'new' };
      const asset = last === 'failed' ? undefined : assets.peek(last.key);
      if (asset) return { state: 'ready', asset };
      const master = await masters.find(id);
      const progress = indexing.progressOf(masterKey(master));
      if (progress) return { state: 'preparing', progress };
      const error = refusals.recall(lookKey(master));
      return error ? { state: 'refused', error } : { state: 'new' };
    } catch (error) {
      return { state: 'refused', error: normalizeError(error) };
    }
  }
}
