/** Keeps the sidecars of assets up to date: an asset whose sidecars changed is another one with the same index. */
import { type AssetId, toAssetId } from '../../shared/asset-id.js';
import { normalizeError } from '../../shared/errors.js';
import type { FailureMemory } from '../../shared/failure-memory.js';
import { type Master, readSidecar, type StoredSidecar } from '../../stores/index.js';
import type { Asset } from '../asset.js';
import type { AssetIndexer, MasterToIndex } from './asset-indexer.js';
import type { KnownAssets } from './known-assets.js';
import type { KnownSidecars } from './known-sidecars.js';
import { lookKey, masterKey } from './master-resolver.js';
import { SidecarLoading } from './sidecar-loading.js';

export interface FilmSidecarsOptions {
  readonly assets: KnownAssets;
  readonly known: KnownSidecars;
  readonly refusals: FailureMemory;
  readonly indexer: Pick<AssetIndexer, 'withSidecars'>;
  /** Indexes audio beside a film. */
  readonly index: (master: Omit<MasterToIndex, 'complete'>, signal: AbortSignal) => Promise<Asset>;
  readonly shutdownSignal: AbortSignal;
  /** Milliseconds from any fixed moment. */
  readonly clock?: (() => number) | undefined;
}

export class FilmSidecars {
  readonly #options: FilmSidecarsOptions;
  readonly #loading: SidecarLoading;

  constructor(options: FilmSidecarsOptions) {
    this.#options = options;
    this.#loading = new SidecarLoading({
      load: (film, sidecar) => this.#load(film.id, sidecar),
      revise: (film) => this.#revised(film),
      clock: options.clock,
    });
  }

  /** The asset with what belongs to its master now. */
  current(asset: Asset, master: Master): Asset {
    return hasSidecarsOf(asset, master) ? asset : this.#options.indexer.withSidecars(asset, master);
  }

  /** See `SidecarLoading`. */
  waitFor(asset: Asset): Promise<Asset> {
    return this.#loading.waitFor(asset);
  }

  /** Notices what belongs to the master of an asset now, and begins to read it. */
  refresh(asset: Asset, master: Master): void {
    void this.#loading.begin(this.current(asset, master));
  }

  async #load(film: AssetId, sidecar: StoredSidecar): Promise<void> {
    const { known, shutdownSignal } = this.#options;
    if (sidecar.role === 'audio') await this.#indexDub(film, sidecar.file);
    else known.addMetadata(sidecar, await readSidecar(sidecar, shutdownSignal));
  }

  async #indexDub(film: AssetId, master: Master): Promise<void> {
    const { assets, refusals, index, shutdownSignal } = this.#options;
    if (assets.get(masterKey(master))) return;
    try {
      await index({ id: toAssetId(master.asset), master, film }, shutdownSignal);
    } catch (thrown) {
      const error = normalizeError(thrown);
      // A path that is too long for a name. All other refusals are remembered already.
      if (error.code === 'asset_name_invalid') refusals.remember(lookKey(master), error);
      throw error;
    }
  }

  /** The asset with what is known of its sidecars by now, unless another has taken its place. */
  #revised(film: Asset): Asset {
    const current = this.#options.assets.peek(masterKey(film.master));
    const isCurrent = current === undefined || current === film;
    return isCurrent ? this.#options.indexer.withSidecars(film, film.master) : current;
  }
}

/** Whether the sidecars are those that the asset is of. */
export function hasSidecarsOf(asset: Asset, { sidecars }: Master): boolean {
  return asset.master.sidecars?.revision === sidecars?.revision;
}
