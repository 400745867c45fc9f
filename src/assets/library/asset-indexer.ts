/** Indexes the master of an asset: in its lane, within the memory for indexes, and with its failures remembered. */

import type { Logger } from 'pino';
import type { ByteSource, Master, MediaFile } from '../../masters/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { normalizeError, OnplayError } from '../../shared/errors.js';
import type { FailureMemory } from '../../shared/failure-memory.js';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import type { Scheduler } from '../../shared/scheduler/scheduler.js';
import { type Asset, type AssetOptions, createAsset } from '../asset.js';
import type { IndexStore } from '../index-store.js';
import { IndexingMemory } from '../indexing/indexing-memory.js';
import type { AssetEvent } from './asset-state.js';
import type { KnownAssets } from './known-assets.js';
import { masterKey } from './master-resolver.js';
import type { Preparation } from './preparations.js';
import { stepsInLanes } from './steps-in-lanes.js';

export interface AssetIndexerOptions extends Omit<AssetOptions, 'open'> {
  readonly indexes: IndexStore;
  readonly scheduler: Scheduler;
  /** Failures of refused masters, by asset and version. */
  readonly refusals: FailureMemory;
  readonly log: Logger;
  /** Called when an asset was indexed, refused or changed. Must not throw. */
  readonly onEvent?: (event: AssetEvent) => void;
}

/** What the indexer adds assets to, and tells what is out of date. */
export interface IndexedAssets {
  readonly assets: KnownAssets;
  /** For all indexes in memory, also those in progress. */
  readonly maxBytes: number;
  /** Called when the master of an asset is no longer the version that was found. */
  readonly onMasterChanged: (id: AssetId) => void;
}

export class AssetIndexer {
  readonly #options: AssetIndexerOptions;
  readonly #indexed: IndexedAssets;
  readonly #memory: IndexingMemory;

  constructor(options: AssetIndexerOptions, indexed: IndexedAssets) {
    this.#options = options;
    this.#indexed = indexed;
    this.#memory = new IndexingMemory(indexed.assets, indexed.maxBytes);
  }

  /**
   * Returns the asset of a master, which is then known.
   * @throws OnplayError as `IndexStore.get`; `encode_cancelled` when the signal aborts.
   */
  async index(id: AssetId, master: Master, preparation: Preparation, signal: AbortSignal): Promise<Asset> {
    const { indexes, scheduler, refusals, log, onEvent } = this.#options;
    const startedAt = performance.now();
    const { version } = master;
    try {
      const steps = stepsInLanes(scheduler, preparation, signal, () => this.#memory.release(preparation));
      const reserve = (bytes: number) => this.#memory.reserve(preparation, bytes, signal);
      const index = await indexes.get(master, steps, reserve);
      const open = (media: MediaFile) => this.#open(id, master, media);
      const asset = createAsset(id, master, index, { ...this.#options, open });
      refusals.forget(masterKey(master));
      this.#indexed.assets.add(asset);
      onEvent?.({ type: 'asset.indexed', asset });
      log.info({ asset: id, version, ms: Math.round(performance.now() - startedAt) }, 'master indexed');
      return asset;
    } catch (thrown) {
      throw this.#recordFailure(id, master, signal.aborted ? encodeCancelled(thrown) : thrown);
    } finally {
      this.#memory.release(preparation);
    }
  }

  #recordFailure(id: AssetId, master: Master, thrown: unknown): OnplayError {
    const error = normalizeError(thrown);
    this.#invalidate(id, master, error);
    if (error.about === 'moment') return error;
    const { refusals, onEvent, log } = this.#options;
    const { code, cause } = error;
    refusals.remember(masterKey(master), error);
    onEvent?.({ type: 'asset.refused', master, error });
    log.warn({ asset: id, version: master.version, code, err: cause }, 'master refused');
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

  /** Drops what the error shows to be out of date, so that the next request resolves it again. */
  #invalidate(id: AssetId, master: Master, error: unknown): void {
    if (!(error instanceof OnplayError)) return;
    if (error.code === 'master_changed') this.#indexed.onMasterChanged(id);
    if (error.code === 'master_copy_missing') this.#indexed.assets.delete(masterKey(master));
  }
}
