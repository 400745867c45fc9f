/** Finds assets: indexes the master of an asset at its first request, and caches the asset from then on. */

import { type AssetId, toAssetId } from '../../shared/asset-id.js';
import { normalizeError } from '../../shared/errors.js';
import { shuttingDown } from '../../shared/scheduler/errors.js';
import { SingleFlight, type WorkContext } from '../../shared/single-flight.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import type { Master } from '../../stores/index.js';
import type { Asset } from '../asset.js';
import type { VersionScope } from '../version-folder.js';
import { AssetIndexer, type AssetIndexerOptions, type MasterToIndex } from './asset-indexer.js';
import type { AssetState } from './asset-state.js';
import { GrowthLooks } from './growth-looks.js';
import { KnownAssets } from './known-assets.js';
import {
  lookKey,
  type MasterChange,
  MasterResolver,
  type MasterResolverOptions,
  masterKey,
} from './master-resolver.js';
import { type Patience, type Preparation, Preparations } from './preparations.js';

/** For all indexes in memory, also those in progress: ten 4-hour masters, thousands of short ones, or one of a day. */
const MAX_INDEX_BYTES = 420_000_000;

export interface AssetLibraryOptions extends MasterResolverOptions, AssetIndexerOptions {
  /** Aborts when the server starts to shut down. */
  readonly shutdownSignal: AbortSignal;
  /** How long requests wait for a master that is being prepared. */
  readonly patience?: Patience | 'unlimited' | undefined;
  /** The memory limit for indexes, in bytes; by default 420 MB. */
  readonly maxIndexBytes?: number;
}

export class AssetLibrary {
  readonly #options: AssetLibraryOptions;
  readonly #assets: KnownAssets;
  readonly #masters: MasterResolver;
  readonly #indexer: AssetIndexer;
  readonly #indexing = new SingleFlight<Asset>();
  readonly #preparations: Preparations;
  readonly #looks: GrowthLooks;
  readonly #tasks = new TaskTracker();
  /** Of masters in progress, by master key: resolved when enough is known of them to be presented. */
  readonly #outlined = new Map<string, PromiseWithResolvers<Asset>>();

  constructor(options: AssetLibraryOptions) {
    this.#options = options;
    this.#preparations = new Preparations(options.patience);
    const maxBytes = options.maxIndexBytes ?? MAX_INDEX_BYTES;
    this.#looks = new GrowthLooks(options.clock);
    this.#assets = new KnownAssets(maxBytes);
    this.#masters = new MasterResolver({
      ...options,
      onChange: (change) => {
        options.onEvent?.({ type: 'asset.changed', ...change });
        this.#onMasterChange(change);
      },
    });
    this.#indexer = new AssetIndexer(options, {
      assets: this.#assets,
      maxBytes,
      looks: this.#looks,
      onOutline: (asset) => this.#onOutline(asset),
      onMasterChanged: (changed) => this.#masters.invalidate(changed),
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
    return this.#assetOf(id, await this.#masters.find(id), signal);
  }

  /**
   * As `get`, for media: their URLs name the version, so they do not wait for a look at a master whose reads make sure of it.
   * @throws OnplayError as `get`.
   */
  async getForMedia(id: AssetId, signal: AbortSignal): Promise<Asset> {
    return this.#assetOf(id, await this.#masters.findForMedia(id), signal);
  }

  async #assetOf(id: AssetId, master: Master, signal: AbortSignal): Promise<Asset> {
    const ready = this.#assets.get(masterKey(master));
    if (!ready) return this.#index({ id, master }, signal);
    if (!this.#looks.isDue(ready, master)) return ready;
    // What is known of it stays true, whatever goes wrong.
    const look = this.#index({ id, master, before: ready }, signal).catch(() => ready);
    return this.#looks.isWorthWaiting(ready) ? look : ready;
  }

  async #index(master: Omit<MasterToIndex, 'complete'>, signal: AbortSignal): Promise<Asset> {
    const { refusals, shutdownSignal } = this.#options;
    const refused = refusals.recall(lookKey(master.master));
    if (refused) throw refused;
    if (shutdownSignal.aborted) throw shuttingDown();
    const key = masterKey(master.master);
    const index = (context: WorkContext) => {
      const complete = (): Promise<Asset> => this.#preparations.withPatience(key, indexed);
      const wanted = { ...master, complete };
      const work = (preparation: Preparation) => this.#indexer.index(wanted, preparation, context.signal);
      const indexed: Promise<Asset> = this.#tasks.add(this.#preparations.track(key, work));
      return indexed;
    };
    if (!signal.aborted) this.#keepIndexing(key, index);
    return this.#waitFor(key, index, signal);
  }

  /** What waits for the asset gets it as far as it is known; its index is completed meanwhile. */
  #onOutline(asset: Asset): void {
    this.#assets.add(asset);
    this.#outlined.get(masterKey(asset.master))?.resolve(asset);
  }

  /** A caller that got `master_preparing`, or the outline, is no longer a waiter. */
  async #waitFor(key: string, index: (context: WorkContext) => Promise<Asset>, signal: AbortSignal) {
    const answered = new AbortController();
    const waiting = AbortSignal.any([signal, answered.signal]);
    const outlined = this.#outlined.get(key)?.promise;
    const { promise } = this.#indexing.share(key, { signal: waiting }, index);
    try {
      const known = outlined ? Promise.race([promise, outlined]) : promise;
      return await this.#preparations.withPatience(key, known);
    } finally {
      answered.abort();
    }
  }

  /** The asset that `get` would return, where it is known without waiting; else undefined. */
  ready(id: AssetId): Asset | undefined {
    const master = this.#masters.recent(id);
    const asset = master && this.#assets.get(masterKey(master));
    return asset && !this.#looks.isDue(asset, master) ? asset : undefined;
  }

  /** The newest version of the asset in memory that has a rendition of this key, superseded versions included. */
  superseded(id: AssetId, renditionKey: string): Asset | undefined {
    return this.#assets.withRendition(id, renditionKey);
  }

  /** Asks the store again about a known asset that may have changed. Never rejects. */
  async revalidate(id: AssetId): Promise<void> {
    if (!this.isKnown(id)) return;
    this.#masters.invalidate(id);
    await this.#masters.find(id, { bypassCache: true }).catch(() => undefined);
  }

  /**
   * Forgets an asset, or one version of it, superseded versions and refusals included: the next request asks the store
   * again. Resolves when its indexes and copies are gone from the disk too. Never rejects.
   */
  forget(id: AssetId, version?: string): Promise<void> {
    this.#assets.forget(id, version);
    this.#masters.forget(id);
    return this.#removeWithRefusals({ asset: id, ...(version !== undefined && { version }) });
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
    return this.#tasks.add(indexes.sweep(holdsAll ? store : undefined));
  }

  /** Whether a lookup of the asset has completed before, successful or not. */
  isKnown(id: AssetId): boolean {
    return this.#masters.lastLookup(id) !== undefined;
  }

  /** The library itself is a waiter until shutdown, so that the work outlasts its callers. */
  #keepIndexing(key: string, index: (context: WorkContext) => Promise<Asset>): void {
    const waiter = { signal: this.#options.shutdownSignal };
    if (!this.#outlined.has(key)) this.#outlined.set(key, Promise.withResolvers());
    const forget = () => this.#outlined.delete(key);
    this.#indexing.share(key, waiter, index).promise.then(forget, forget);
  }

  /** Resolves when no master is being indexed. */
  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  /**
   * Returns at most `limit` assets, sorted by name, each with its last known state. Asking the store about each asset
   * takes seconds in a large directory, so only known ones that are not ready are looked up: their master may be fixed by
   * now.
   */
  async list(limit: number): Promise<readonly { readonly id: string; readonly known: AssetState }[]> {
    const ids = await this.#options.store.list(limit);
    return Promise.all(ids.map(async (id) => ({ id, known: await this.#stateOf(id) })));
  }

  async #stateOf(name: string): Promise<AssetState> {
    try {
      const id = toAssetId(name);
      const last = this.#masters.lastLookup(id);
      if (last === undefined) return { state: 'new' };
      const asset = last === 'failed' ? undefined : this.#assets.peek(last.key);
      if (asset) return { state: 'ready', asset };
      const master = await this.#masters.find(id);
      const progress = this.#preparations.progressOf(masterKey(master));
      if (progress) return { state: 'preparing', progress };
      const error = this.#options.refusals.recall(lookKey(master));
      return error ? { state: 'refused', error } : { state: 'new' };
    } catch (error) {
      return { state: 'refused', error: normalizeError(error) };
    }
  }

  /** Removes the superseded version from disk. Its asset stays in memory for cached segments, unless no master is left. */
  #onMasterChange({ asset, version, previousVersion }: MasterChange): void {
    if (previousVersion === undefined) return;
    const previous = { asset, version: previousVersion };
    if (version === undefined) this.#assets.delete(masterKey(previous));
    void this.#tasks.add(this.#remove(previous));
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
