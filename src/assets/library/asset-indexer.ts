/** Indexes the master of an asset: in its lane, within the memory for indexes, and with its failures remembered. */

import type { Logger } from 'pino';
import type { MediaFile, OutlinedIndex } from '../../masters/index.js';
import type { AssetId } from '../../shared/asset-id.js';
import { normalizeError, OnplayError } from '../../shared/errors.js';
import type { FailureMemory } from '../../shared/failure-memory.js';
import { encodeCancelled } from '../../shared/scheduler/errors.js';
import type { Scheduler } from '../../shared/scheduler/scheduler.js';
import { type ByteSource, ignoredSidecarText, type Master } from '../../stores/index.js';
import { recordingBegun } from '../../tracks/index.js';
import type { Asset } from '../asset.js';
import { type AssetOptions, createAsset } from '../create-asset.js';
import type { IndexStore } from '../index-store.js';
import { IndexingMemory } from '../indexing/indexing-memory.js';
import type { AssetEvent } from './asset-state.js';
import type { GrowthLooks } from './growth-looks.js';
import type { KnownAssets } from './known-assets.js';
import type { KnownSidecars } from './known-sidecars.js';
import { lookKey, masterKey } from './master-resolver.js';
import type { Preparation } from './preparations.js';
import { stepsInLanes } from './steps-in-lanes.js';
import { watchedSource } from './watched-source.js';

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
interface IndexedAssets {
  readonly assets: KnownAssets;
  readonly sidecars: KnownSidecars;
  readonly looks: GrowthLooks;
  /** For all indexes in memory, also those in progress. */
  readonly maxBytes: number;
  /** Called with the asset of a film of which only the outline is known. Must not throw. */
  readonly onOutline: (asset: Asset) => void;
  /** Called when the master of an asset is no longer the version that was found. */
  readonly onMasterChanged: (id: AssetId) => void;
}

/** A version of a master that is to be indexed. */
export interface MasterToIndex {
  readonly id: AssetId;
  readonly master: Master;
  /** The asset of an earlier look at the same version, for a master that grows. */
  readonly before?: Asset | undefined;
  /** See `Asset`. */
  readonly complete: () => Promise<Asset>;
  /** Present for audio beside a film, which is no asset to be told of. */
  readonly film?: AssetId;
}

type OpenedMaster = Pick<MasterToIndex, 'id' | 'master' | 'film'>;

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
   * @throws OnplayError as `IndexStore.get` and `createAsset`; `encode_cancelled` when the signal aborts.
   */
  async index(wanted: MasterToIndex, preparation: Preparation, signal: AbortSignal): Promise<Asset> {
    const { id, master, before, complete } = wanted;
    const { indexes, scheduler, refusals } = this.#options;
    const startedAt = performance.now();
    try {
      const steps = stepsInLanes(scheduler, preparation, signal, () => this.#memory.release(preparation));
      const reserve = (bytes: number) => this.#memory.reserve(preparation, bytes, signal);
      const options = this.#assetOptions(wanted, before);
      const onOutline = (outlined: OutlinedIndex) => {
        this.#present(id, master, outlined, { ...options, complete });
      };
      const index = await indexes.get(master, steps, { reserve, before: before?.index, onOutline, signal });
      const asset = createAsset(id, master, index, this.#assetOptions(wanted, before));
      refusals.forget(lookKey(master));
      const ms = performance.now() - startedAt;
      this.#indexed.looks.record(asset, ms);
      this.#indexed.assets.add(asset);
      this.#report(asset, wanted, Math.round(ms));
      return asset;
    } catch (thrown) {
      throw this.#recordFailure(wanted, signal.aborted ? encodeCancelled(thrown) : thrown);
    } finally {
      this.#memory.release(preparation);
    }
  }

  /** The asset with what belongs to its master now. Its index, and the keys of all that is made of it, stay the same. */
  withSidecars(asset: Asset, { sidecars }: Master): Asset {
    const { id, index, complete } = asset;
    const { sidecars: _, ...known } = asset.master;
    const master = { ...known, ...(sidecars && { sidecars }) };
    const revised = createAsset(id, master, index, {
      ...this.#assetOptions({ id, master }, asset),
      ...(complete && { complete }),
    });
    this.#indexed.looks.carryOver(asset, revised);
    this.#indexed.assets.add(revised);
    const facts = { sidecars: revised.sidecars.length, dubs: revised.dubs.length };
    this.#options.log.info({ asset: id, ...facts }, 'sidecars changed');
    this.#reportIgnored(revised);
    return revised;
  }

  /** @param before the asset as it was before, of which dubs may be kept. */
  #assetOptions(wanted: OpenedMaster, before: Asset | undefined): AssetOptions {
    return {
      ...this.#options,
      ...this.#indexed.sidecars.of(wanted.master, before),
      open: (media, signal) => this.#open(wanted, media, signal),
    };
  }

  /** Never throws: what cannot be cut is refused when its index is complete. */
  #present(id: AssetId, master: Master, outlined: OutlinedIndex, options: AssetOptions): void {
    try {
      this.#indexed.onOutline(createAsset(id, master, outlined, options));
    } catch (error) {
      this.#options.log.debug({ asset: id, err: error }, 'outline cannot be presented');
    }
  }

  /** A master that grows is announced once. */
  #report(asset: Asset, { before, film }: MasterToIndex, ms: number): void {
    const { log, onEvent } = this.#options;
    const { id, master, map } = asset;
    const facts = { asset: id, version: master.version, ms };
    if (film !== undefined) {
      log.info({ ...facts, film }, 'audio beside a master indexed');
      return;
    }
    if (before) {
      log.debug({ ...facts, segments: map.count, isOver: !map.isOpen }, 'master has grown');
      return;
    }
    onEvent?.({ type: 'asset.indexed', asset });
    log.info(facts, 'master indexed');
    this.#reportIgnored(asset);
  }

  #reportIgnored({ id, ignoredSidecars }: Asset): void {
    if (ignoredSidecars.length === 0) return;
    const notUsed = ignoredSidecars.map(ignoredSidecarText);
    this.#options.log.warn({ asset: id, notUsed }, 'files beside the master are not used');
  }

  #recordFailure(wanted: MasterToIndex, thrown: unknown): OnplayError {
    const { id, master, film } = wanted;
    const error = failureOf(master, thrown);
    this.#invalidate(wanted, error);
    this.#indexed.assets.deleteIncomplete(masterKey(master));
    const { refusals, onEvent, log } = this.#options;
    if (error.about === 'moment') return error;
    const { code, cause } = error;
    refusals.remember(lookKey(master), error);
    if (master.growth && !master.growth.isOver) return error;
    if (film === undefined) onEvent?.({ type: 'asset.refused', master, error });
    log.warn({ asset: id, version: master.version, code, err: cause }, 'master refused');
    return error;
  }

  async #open(opened: OpenedMaster, media: MediaFile, signal?: AbortSignal): Promise<ByteSource> {
    try {
      const source = await this.#options.indexes.open(opened.master, media, signal);
      if (source.descriptor !== undefined) return source;
      return watchedSource(source, (error) => this.#invalidate(opened, error));
    } catch (error) {
      this.#invalidate(opened, error);
      throw error;
    }
  }

  /** Drops what the error shows to be out of date, so that the next request resolves it again. */
  #invalidate({ id, master, film = id }: OpenedMaster, error: unknown): void {
    if (!(error instanceof OnplayError)) return;
    if (error.code === 'master_changed') this.#indexed.onMasterChanged(film);
    if (error.code === 'master_copy_missing') this.#indexed.assets.delete(masterKey(master));
  }
}

/** What is wrong with a master that has too little, which more of it may mend. */
const TOO_LITTLE: ReadonlySet<string> = new Set([
  'master_truncated',
  'master_duration_unsupported',
  'master_without_tracks',
]);

function failureOf({ growth }: Master, thrown: unknown): OnplayError {
  const error = normalizeError(thrown);
  const isTooEarly = growth?.isOver === false && TOO_LITTLE.has(error.code);
  return isTooEarly ? recordingBegun() : error;
}
