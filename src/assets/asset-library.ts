/** Finds assets: when one is first asked for, its master is indexed; from then on it is at hand. */

import type { Logger } from 'pino';
import type { ByteSource, Master, MediaFile, SegmentMapOptions } from '../masters/index.js';
import { type AssetId, toAssetId } from '../shared/asset-id.js';
import { normalizeError, OnplayError } from '../shared/errors.js';
import type { FailureMemory } from '../shared/failure-memory.js';
import { encodeCancelled, shuttingDown } from '../shared/scheduler/errors.js';
import type { Scheduler } from '../shared/scheduler/scheduler.js';
import { SingleFlight, type WorkContext } from '../shared/single-flight.js';
import { TaskTracker } from '../shared/task-tracker.js';
import { type Asset, createAsset } from './asset.js';
import type { AssetEvent, AssetState } from './asset-state.js';
import type { IndexStore } from './index-store.js';
import { IndexingMemory } from './indexing/indexing-memory.js';
import { KnownAssets } from './known-assets.js';
import {
  type MasterChange,
  MasterResolver,
  type MasterResolverOptions,
  masterKey,
} from './master-resolver.js';
import { type Patience, type Preparation, Preparations } from './preparations.js';
import { stepsInLanes } from './steps-in-lanes.js';
import type { VersionScope } from './version-folder.js';

/** Of all indexes in memory, also those under way: ten masters of 4 hours, thousands of short ones, or one of a day. */
const MAX_INDEX_BYTES = 420_000_000;

export interface AssetLibraryOptions extends MasterResolverOptions {
  readonly indexes: IndexStore;
  readonly segmentMap: SegmentMapOptions;
  readonly buildId: string;
  /** See `AssetOptions`. */
  readonly passthrough: boolean;
  readonly scheduler: Scheduler;
  /** Masters that were refused, by asset and version. */
  readonly refusals: FailureMemory;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
  /** Told what becomes known of assets. Must not throw. */
  readonly onEvent?: (event: AssetEvent) => void;
  /** How long requests wait for a master that is being prepared. */
  readonly patience?: Patience | 'unlimited' | undefined;
  /** How much memory indexes may take; by default 420 MB. */
  readonly maxIndexBytes?: number;
}

export class AssetLibrary {
  readonly #options: AssetLibraryOptions;
  readonly #assets: KnownAssets;
  readonly #memory: IndexingMemory;
  readonly #masters: MasterResolver;
  readonly #indexing = new SingleFlight<Asset>();
  readonly #preparations: Preparations;
  readonly #pending = new TaskTracker();

  constructor(options: AssetLibraryOptions) {
    this.#options = options;
    this.#preparations = new Preparations(options.patience);
    const maxBytes = options.maxIndexBytes ?? MAX_INDEX_BYTES;
    this.#assets = new KnownAssets(maxBytes);
    this.#memory = new IndexingMemory(this.#assets, maxBytes);
    this.#masters = new MasterResolver({
      ...options,
      onChange: (change) => {
        options.onEvent?.({ type: 'asset.changed', ...change });
        this.#outdated(change);
      },
    });
  }

  /**
   * The asset as its master is now. An index that is being built is finished even when everybody who waits for it
   * leaves: the next one to come needs it as much, and would find it no further. Only a server that stops gives it up.
   * @throws OnplayError `asset_unknown`, `asset_ambiguous`, a `master_…` code, `queue_full` or `encode_cancelled`;
   *   `master_preparing` when it takes longer than a request may wait; `copies_full`;
   *   `shutting_down` for a master that would have to be indexed when the server is stopping.
   */
  async get(id: AssetId, signal: AbortSignal): Promise<Asset> {
    const master = await this.#masters.find(id);
    const key = masterKey(master);
    const ready = this.#assets.get(key);
    if (ready) return ready;
    const refused = this.#options.refusals.recall(key);
    if (refused) throw refused;
    if (this.#options.shutdownSignal.aborted) throw shuttingDown();
    const index = (sharing: WorkContext) =>
      this.#pending.add(this.#preparations.follow(key, (to) => this.#index(id, master, to, sharing.signal)));
    if (!signal.aborted) this.#wantIndex(key, index);
    return this.#waitFor(key, index, signal);
  }

  /** Who was told to come again waits no more. */
  async #waitFor(key: string, index: (sharing: WorkContext) => Promise<Asset>, signal: AbortSignal) {
    const answered = new AbortController();
    const waiting = AbortSignal.any([signal, answered.signal]);
    const { promise } = this.#indexing.share(key, { signal: waiting }, index);
    try {
      return await this.#preparations.withPatience(key, promise);
    } finally {
      answered.abort();
    }
  }

  /** The asset as `get` would give it, where that takes no waiting; else undefined. */
  ready(id: AssetId): Asset | undefined {
    const key = this.#masters.recentKey(id);
    return key === undefined ? undefined : this.#assets.get(key);
  }

  /** The asset in an earlier version that has a rendition of this key, as long as that is remembered. */
  earlier(id: AssetId, renditionKey: string): Asset | undefined {
    return this.#assets.withRendition(id, renditionKey);
  }

  /** Looks at the store again, since an asset that was known may have changed. Never rejects. */
  async revalidate(id: AssetId): Promise<void> {
    if (!this.isKnown(id)) return;
    this.#masters.forget(id);
    await this.#masters.find(id, { isChanged: true }).catch(() => undefined);
  }

  /**
   * Forgets what was known of an asset, or of one version of it, earlier versions and refusals included: whoever asks
   * next has the store looked at. Resolves when indexes and copies are gone from the disk too. Never rejects.
   */
  forget(id: AssetId, version?: string): Promise<void> {
    const last = this.#masters.lastLook(id);
    if (last !== undefined && last !== 'failed') this.#options.refusals.forget(last.key);
    this.#assets.forget(id, version);
    this.#masters.drop(id);
    return this.#remove({ asset: id, ...(version !== undefined && { version }) });
  }

  /** Forgets all that was known of every asset. Resolves as `forget` does. */
  forgetAll(): Promise<void> {
    this.#assets.clear();
    this.#masters.dropAll();
    return this.#remove('everything');
  }

  /**
   * Removes what an earlier process left on the disk. Never rejects.
   * @param holdsAll whether the store has all masters that anything there may be of; then what is of no other goes.
   */
  sweep(holdsAll: boolean): Promise<void> {
    const { indexes, store } = this.#options;
    return this.#pending.add(indexes.sweep(holdsAll ? store : undefined));
  }

  /** Whether the asset was found before; its master may be another by now. */
  isKnown(id: AssetId): boolean {
    return this.#masters.lastLook(id) !== undefined;
  }

  /** The library itself waits for what somebody has asked for, until the server stops. */
  #wantIndex(key: string, index: (sharing: WorkContext) => Promise<Asset>): void {
    const interest = { signal: this.#options.shutdownSignal };
    this.#indexing.share(key, interest, index).promise.catch(() => undefined);
  }

  /** Resolves when no master is being indexed. */
  idle(): Promise<void> {
    return this.#pending.idle();
  }

  /**
   * At most `limit` assets, sorted by name, with what is known of each. The store is not asked about every single one:
   * in a large folder that takes seconds. Only what was refused is looked up again, since somebody may have mended it.
   */
  async list(limit: number): Promise<readonly { readonly id: string; readonly known: AssetState }[]> {
    const ids = await this.#options.store.list(limit);
    return Promise.all(ids.map(async (id) => ({ id, known: await this.#stateOf(id) })));
  }

  async #stateOf(name: string): Promise<AssetState> {
    try {
      const id = toAssetId(name);
      const last = this.#masters.lastLook(id);
      if (last === undefined) return { state: 'new' };
      const asset = last === 'failed' ? undefined : this.#assets.peek(last.key);
      if (asset) return { state: 'ready', asset };
      const key = masterKey(await this.#masters.find(id));
      const progress = this.#preparations.progressOf(key);
      if (progress) return { state: 'preparing', progress };
      const error = this.#options.refusals.recall(key);
      return error ? { state: 'refused', error } : { state: 'new' };
    } catch (error) {
      return { state: 'refused', error: normalizeError(error) };
    }
  }

  /** What was kept of a version that is gone goes; but who plays it is still given what is in the cache. */
  #outdated({ asset, version, previousVersion }: MasterChange): void {
    if (previousVersion === undefined) return;
    const previous = { asset, version: previousVersion };
    if (version === undefined) this.#assets.delete(masterKey(previous));
    void this.#pending.add(this.#remove(previous));
  }

  /** Gives up the work on these masters, and removes what has come of it. */
  async #remove(scope: VersionScope): Promise<void> {
    this.#indexing.cancel((key) => isKeyWithin(key, scope));
    await this.#options.indexes.remove(scope);
  }

  async #index(id: AssetId, master: Master, to: Preparation, signal: AbortSignal): Promise<Asset> {
    const { indexes, scheduler, refusals, log, segmentMap, buildId, passthrough } = this.#options;
    const startedAt = performance.now();
    const { version } = master;
    try {
      const steps = stepsInLanes(scheduler, to, signal, () => this.#memory.release(to));
      const reserve = (bytes: number) => this.#memory.reserve(to, bytes, signal);
      const index = await indexes.get(master, steps, reserve);
      const open = (media: MediaFile) => this.#open(id, master, media);
      const asset = createAsset(id, master, index, { segmentMap, buildId, passthrough, open });
      refusals.forget(masterKey(master));
      this.#assets.keep(asset);
      this.#options.onEvent?.({ type: 'asset.indexed', asset });
      log.info({ asset: id, version, ms: Math.round(performance.now() - startedAt) }, 'master indexed');
      return asset;
    } catch (thrown) {
      throw this.#refused(id, master, signal.aborted ? encodeCancelled(thrown) : thrown);
    } finally {
      this.#memory.release(to);
    }
  }

  #refused(id: AssetId, master: Master, thrown: unknown): OnplayError {
    const error = normalizeError(thrown);
    this.#invalidate(id, master, error);
    if (error.about === 'moment') return error;
    const { code, cause } = error;
    this.#options.refusals.remember(masterKey(master), error);
    this.#options.onEvent?.({ type: 'asset.refused', master, error });
    this.#options.log.warn({ asset: id, version: master.version, code, err: cause }, 'master refused');
    return error;
  }

  async #open(id: AssetId, master: Master, media: MediaFile): Promise<ByteSource> {
    try {
      return media.kind === 'conformed'
        ? await this.#options.indexes.openRemuxed(master, media.name)
        : await master.open();
    } catch (error) {
      this.#invalidate(id, master, error);
      throw error;
    }
  }

  /** What turned out to be out of date is looked at anew by whoever asks next. */
  #invalidate(id: AssetId, master: Master, error: unknown): void {
    if (!(error instanceof OnplayError)) return;
    if (error.code === 'master_changed') this.#masters.forget(id);
    if (error.code === 'master_copy_missing') this.#assets.delete(masterKey(master));
  }
}

function isKeyWithin(key: string, scope: VersionScope): boolean {
  if (scope === 'everything') return true;
  const { asset, version } = scope;
  return version === undefined ? key.startsWith(`${asset}\0`) : key === masterKey({ asset, version });
}
