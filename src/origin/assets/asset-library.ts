/** Finds assets: when one is first asked for, its master is indexed; from then on it is at hand. */
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { FailureMemory } from '../../encoder/failure-memory.js';
import type { Scheduler } from '../../encoder/scheduler.js';
import { SharedWork } from '../../encoder/shared-work.js';
import { OnplayError } from '../../errors.js';
import type { MasterIndex } from '../../masters/index/master-index.js';
import type { SegmentMapOptions } from '../../masters/segment-map.js';
import type { Master, MasterStore } from '../../masters/stores/store.js';
import type { SampleTable } from '../../masters/track.js';
import type { AssetId } from '../asset-id.js';
import { type Asset, createAsset } from './asset.js';
import type { IndexStore } from './index-store.js';

/** Room for about ten 4-hour masters, or thousands of short ones. */
const MAX_INDEX_BYTES = 512 * 1024 * 1024;
/** How long the store is trusted before it is asked again whether the master is still the same. */
const REVALIDATE_AFTER_MS = 2000;

export interface AssetLibraryOptions {
  readonly store: MasterStore;
  readonly indexes: IndexStore;
  readonly segmentMap: SegmentMapOptions;
  readonly buildId: string;
  readonly scheduler: Scheduler;
  /** Masters that were refused, by asset and version. */
  readonly refusals: FailureMemory;
  readonly log: Logger;
}

/** What is known of an asset without looking into its master. */
export type AssetState =
  | { readonly state: 'new' }
  | { readonly state: 'ready'; readonly asset: Asset }
  | { readonly state: 'refused'; readonly error: OnplayError };

export class AssetLibrary {
  readonly #options: AssetLibraryOptions;
  readonly #assets: LRUCache<string, Asset>;
  /** The master of each asset as it was found a moment ago. */
  readonly #found: LRUCache<string, Master>;
  readonly #indexing = new SharedWork<Asset>();

  constructor(options: AssetLibraryOptions) {
    this.#options = options;
    this.#assets = new LRUCache({
      maxSize: MAX_INDEX_BYTES,
      sizeCalculation: (asset) => indexBytes(asset.index),
    });
    this.#found = new LRUCache({ max: 10_000, ttl: REVALIDATE_AFTER_MS });
  }

  /**
   * The asset as its master is now.
   * @throws OnplayError `asset_unknown`, `asset_ambiguous`, a `master_…` code, `queue_full` or `encode_cancelled`.
   */
  async get(id: AssetId, signal: AbortSignal): Promise<Asset> {
    const master = await this.#find(id);
    const key = keyOf(master);
    const ready = this.#assets.get(key);
    if (ready) return ready;
    const refused = this.#options.refusals.recall(key);
    if (refused) throw refused;
    return this.#indexing.share(key, { signal }, (sharing) => this.#index(id, master, sharing.signal))
      .promise;
  }

  /** At most `limit` assets, sorted by name, with what is known of each. */
  async list(limit: number): Promise<readonly { readonly id: string; readonly known: AssetState }[]> {
    const ids = await this.#options.store.list(limit);
    return Promise.all(ids.map(async (id) => ({ id, known: await this.#stateOf(id) })));
  }

  async #stateOf(id: string): Promise<AssetState> {
    const master = await this.#find(id as AssetId).catch((error: unknown) => error as OnplayError);
    if (master instanceof Error) return { state: 'refused', error: master };
    const asset = this.#assets.peek(keyOf(master));
    if (asset) return { state: 'ready', asset };
    const error = this.#options.refusals.recall(keyOf(master));
    return error ? { state: 'refused', error } : { state: 'new' };
  }

  async #find(id: AssetId): Promise<Master> {
    const recent = this.#found.get(id);
    if (recent) return recent;
    const master = await this.#options.store.find(id);
    if (!master) throw assetUnknown();
    this.#found.set(id, master);
    return master;
  }

  async #index(id: AssetId, master: Master, signal: AbortSignal): Promise<Asset> {
    const { indexes, scheduler, refusals, log, segmentMap, buildId } = this.#options;
    const startedAt = performance.now();
    try {
      const job = { lane: 'light', urgency: 'demand' } as const;
      const index = await scheduler.run(job, (turn) => indexes.get(master, turn.signal), signal);
      const asset = createAsset(id, master, index, {
        segmentMap,
        buildId,
        openConformed: (of, name) => indexes.openConformed(of, name),
      });
      this.#assets.set(keyOf(master), asset);
      log.info(
        { asset: id, version: master.version, ms: Math.round(performance.now() - startedAt) },
        'master indexed',
      );
      return asset;
    } catch (error) {
      if (error instanceof OnplayError) {
        refusals.remember(keyOf(master), error);
        log.warn(
          { asset: id, version: master.version, code: error.code, err: error.cause },
          'master refused',
        );
      }
      throw error;
    }
  }
}

function keyOf(master: Master): string {
  return `${master.asset}\0${master.version}`;
}

/** What an index holds in memory, next to nothing aside. */
function indexBytes(index: MasterIndex): number {
  const tables = [...(index.video ? [index.video] : []), ...index.audio].map((track) =>
    tableBytes(track.samples),
  );
  return 4096 + tables.reduce((sum, bytes) => sum + bytes, 0) + (index.video?.frames.byteLength ?? 0);
}

function tableBytes({ offsets, sizes, times, sync, descriptions }: SampleTable): number {
  return (
    offsets.byteLength +
    sizes.byteLength +
    times.byteLength +
    sync.byteLength +
    (descriptions?.byteLength ?? 0)
  );
}

function assetUnknown(): OnplayError {
  return new OnplayError('asset_unknown', { publicDetail: 'There is no master of this name.' });
}
