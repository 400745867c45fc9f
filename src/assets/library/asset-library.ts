/** Finds assets: indexes the master of an asset at its first request, and caches the asset from then on. */

import { LRUCache } from 'lru-cache';
import type { AssetId } from '../../shared/asset-id.js';
import { Urgency } from '../../shared/scheduler/urgency.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import type { Master } from '../../stores/index.js';
import { MAX_INDEXING_BYTES } from '../../tracks/index.js';
import type { Asset } from '../asset.js';
import { readBurnedText } from '../burned-asset.js';
import type { Texts } from '../text/texts.js';
import { isKnown } from '../variant.js';
import type { VersionScope } from '../version-folder.js';
import { AssetIndexer, type AssetIndexerOptions, type MasterToIndex } from './asset-indexer.js';
import { AssetListing, type ListedAsset } from './asset-listing.js';
import { FilmSidecars, hasSidecarsOf } from './film-sidecars.js';
import { GrowthLooks } from './growth-looks.js';
import { IndexingInProgress } from './indexing-in-progress.js';
import { KnownAssets } from './known-assets.js';
import { dubIds, KnownSidecars, missingSidecars } from './known-sidecars.js';
import {
  lookKey,
  type MasterChange,
  MasterResolver,
  type MasterResolverOptions,
  masterKey,
} from './master-resolver.js';
import { masterPreparing, type Patience } from './preparations.js';

/** How long the store is not asked again for renditions that are not known; whose keys may be made up. */
const LOOK_AGAIN_MS = 2000;
const MAX_LOOKS = 10_000;

export interface AssetLibraryOptions extends MasterResolverOptions, AssetIndexerOptions {
  /** Reads text that is burned in. */
  readonly texts: Pick<Texts, 'sourceTrack'>;
  /** Aborts when the server starts to shut down. */
  readonly shutdownSignal: AbortSignal;
  /** How long requests wait for a master that is being prepared. */
  readonly patience?: Patience | 'unlimited' | undefined;
  /** The memory limit for all indexes, also those in progress, in bytes; by default that of one master. */
  readonly maxIndexBytes?: number;
}

export class AssetLibrary {
  readonly #options: AssetLibraryOptions;
  readonly #assets: KnownAssets;
  readonly #masters: MasterResolver;
  readonly #indexing: IndexingInProgress;
  readonly #sidecars: FilmSidecars;
  readonly #looks: GrowthLooks;
  readonly #listing: AssetListing;
  /** Assets of which a rendition was asked for that is not known. */
  readonly #lookedAgain = new LRUCache<AssetId, true>({ max: MAX_LOOKS, ttl: LOOK_AGAIN_MS });
  /** Removals from the disk. */
  readonly #removals = new TaskTracker();

  constructor(options: AssetLibraryOptions) {
    this.#options = options;
    const maxBytes = options.maxIndexBytes ?? MAX_INDEXING_BYTES;
    this.#looks = new GrowthLooks(options.clock);
    this.#assets = new KnownAssets(maxBytes);
    this.#masters = new MasterResolver({
      ...options,
      onChange: (change) => {
        options.onEvent?.({ type: 'asset.changed', ...change });
        this.#onMasterChange(change);
      },
    });
    const known = new KnownSidecars(this.#assets, options.refusals);
    const indexer = new AssetIndexer(options, {
      ...{ assets: this.#assets, sidecars: known, maxBytes, looks: this.#looks },
      onOutline: (asset) => this.#onOutline(asset),
      onMasterChanged: (changed) => this.#masters.invalidate(changed),
    });
    this.#indexing = new IndexingInProgress({
      ...options,
      index: (master, preparation, signal) => indexer.index(master, preparation, signal),
    });
    this.#sidecars = new FilmSidecars({
      ...options,
      ...{ assets: this.#assets, known, indexer },
      index: (master, signal) => this.#index(master, signal),
    });
    this.#listing = new AssetListing({
      ...options,
      ...{ assets: this.#assets, masters: this.#masters, indexing: this.#indexing },
    });
  }

  /**
   * Returns the asset as its master is now. An index in progress is finished even when all its waiters leave, since the
   * next request needs it too; only a shutdown cancels it.
   * @throws OnplayError `asset_unknown`, a `master_…` code, `queue_full` or `encode_cancelled`;
   *   `master_preparing` when indexing takes longer than a request may wait; `copies_full`;
   *   `shutting_down` when the master is not indexed yet and the server is shutting down.
   */
  async get(id: AssetId, signal: AbortSignal): Promise<Asset> {
    return this.#sidecars.waitFor(await this.#assetOf(id, await this.#masters.find(id), signal));
  }

  /**
   * As `get`, for media: their URLs name the version, so they do not wait for a look at a master whose reads make sure of it.
   * @throws OnplayError as `get`.
   */
  async getForMedia(id: AssetId, signal: AbortSignal): Promise<Asset> {
    return this.#assetOf(id, await this.#masters.findForMedia(id), signal);
  }

  /**
   * As `getForMedia`, for the rendition of a key. One of a file that was put beside the master just now may be unknown here yet, as on a
   * server that has just started: then the store is asked again, and the file waited for.
   * @throws OnplayError as `get`; `master_preparing` also for a file beside the master; as `Texts.sourceTrack`.
   */
  async getForRendition(id: AssetId, renditionKey: string, signal: AbortSignal): Promise<Asset> {
    const asset = await this.getForMedia(id, signal);
    await this.#readBurnedText(asset, renditionKey, signal);
    if (isKnown(asset, renditionKey) || this.superseded(id, renditionKey)) return asset;
    if (!this.#lookedAgain.has(id)) {
      this.#lookedAgain.set(id, true);
      await this.revalidate(id);
    }
    const current = await this.get(id, signal);
    await this.#readBurnedText(current, renditionKey, signal);
    if (!isKnown(current, renditionKey) && missingSidecars(current).length > 0) throw masterPreparing();
    return current;
  }

  /** All who wait for a film's text are one client: it is read once for them. */
  #readBurnedText(asset: Asset, renditionKey: string, signal: AbortSignal): Promise<void> {
    const context = { signal, urgency: new Urgency('demand'), client: asset.id };
    return readBurnedText(asset, renditionKey, (text) =>
      this.#options.texts.sourceTrack(asset, text, context),
    );
  }

  async #assetOf(id: AssetId, master: Master, signal: AbortSignal): Promise<Asset> {
    const known = this.#assets.get(masterKey(master));
    if (!known) return this.#index({ id, master }, signal);
    const ready = this.#sidecars.current(known, master);
    if (!this.#looks.isDue(ready, master)) return ready;
    // What is known of it stays true, whatever goes wrong.
    const look = this.#index({ id, master, before: ready }, signal).catch(() => ready);
    return this.#looks.isWorthWaiting(ready) ? look : ready;
  }

  async #index(master: Omit<MasterToIndex, 'complete'>, signal: AbortSignal): Promise<Asset> {
    const refused = this.#options.refusals.recall(lookKey(master.master));
    if (refused) throw refused;
    return this.#indexing.join(master, signal);
  }

  #onOutline(asset: Asset): void {
    this.#assets.add(asset);
    this.#indexing.outlined(asset);
  }

  /** The asset that `get` would return, where it is known without waiting; else undefined. */
  ready(id: AssetId): Asset | undefined {
    const master = this.#masters.recent(id);
    const asset = master && this.#assets.get(masterKey(master));
    const isCurrent = asset && hasSidecarsOf(asset, master) && !this.#looks.isDue(asset, master);
    return isCurrent ? asset : undefined;
  }

  /** The newest version of the asset in memory that has a rendition of this key, superseded versions included. */
  superseded(id: AssetId, renditionKey: string): Asset | undefined {
    return this.#assets.withRendition(id, renditionKey);
  }

  /** Asks the store again about a known asset that may have changed. Never rejects. */
  async revalidate(id: AssetId): Promise<void> {
    if (!this.isKnown(id)) return;
    this.#masters.invalidate(id);
    const master = await this.#masters.find(id, { bypassCache: true }).catch(() => undefined);
    const asset = master && this.#assets.peek(masterKey(master));
    if (asset) this.#sidecars.refresh(asset, master);
  }

  /**
   * Forgets an asset, or one version of it, superseded versions and refusals included, those of its dubs too: the next request asks the store
   * again. Resolves when its indexes and copies are gone from the disk too. Never rejects.
   */
  async forget(id: AssetId, version?: string): Promise<void> {
    const film = this.#assets.newest(id);
    this.#assets.forget(id, version);
    this.#masters.forget(id);
    const dubs = film && version === undefined ? dubIds(film.master) : [];
    const scopes = [
      { asset: id, ...(version !== undefined && { version }) },
      ...dubs.map((asset) => ({ asset })),
    ];
    await Promise.all(scopes.map((scope) => this.#removeWithRefusals(scope)));
  }

  /** Forgets every asset. Resolves as `forget` does. */
  forgetAll(): Promise<void> {
    this.#assets.clear();
    this.#masters.forgetAll();
    return this.#removeWithRefusals('everything');
  }

  /**
   * Removes what an earlier process left unfinished on the disk. Never rejects.
   * @param holdsAll whether the store has every master that the data directory may hold indexes and copies of; then those
   *   of other masters are removed too.
   */
  sweep(holdsAll: boolean): Promise<void> {
    const { indexes, store } = this.#options;
    return this.#removals.add(indexes.sweep(holdsAll ? store : undefined));
  }

  /** Whether a lookup of the asset has completed before, successful or not. */
  isKnown(id: AssetId): boolean {
    return this.#masters.lastLookup(id) !== undefined;
  }

  /** Resolves when no master is being indexed, and nothing removed from the disk. */
  async idle(): Promise<void> {
    await this.#indexing.idle();
    await this.#removals.idle();
  }

  /** Returns at most `limit` assets after the one of that name, sorted by name, each with its last known state. */
  list(limit: number, after = ''): Promise<readonly ListedAsset[]> {
    return this.#listing.list(limit, after);
  }

  /** Removes the superseded version from disk. Its asset stays in memory for cached segments, unless no master is left. */
  #onMasterChange({ asset, version, previousVersion }: MasterChange): void {
    if (previousVersion === undefined) return;
    const previous = { asset, version: previousVersion };
    if (version === undefined) this.#assets.delete(masterKey(previous));
    void this.#removals.add(this.#remove(previous));
  }

  #removeWithRefusals(scope: VersionScope): Promise<void> {
    this.#options.refusals.forgetWhere((key) => isKeyWithin(key, scope));
    return this.#remove(scope);
  }

  /** Cancels the indexing of these masters, and removes their indexes and copies. */
  async #remove(scope: VersionScope): Promise<void> {
    this.#indexing.cancel((key) => isKeyWithin(key, scope));
    await this.#options.indexes.remove(scope);
  }
}

/** @param key of a master, or of a look at one. */
function isKeyWithin(key: string, scope: VersionScope): boolean {
  if (scope === 'everything') return true;
  const { asset, version } = scope;
  const prefix = version === undefined ? asset : masterKey({ asset, version });
  return key === prefix || key.startsWith(`${prefix}\0`);
}
