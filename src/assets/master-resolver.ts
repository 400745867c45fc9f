/** Which master each asset has, as the store said a moment ago. */

import { LRUCache } from 'lru-cache';
import {
  type FindOptions,
  isStoreFailure,
  type Master,
  type MasterStore,
  storeUnavailable,
} from '../masters/index.js';
import type { AssetId } from '../shared/asset-id.js';
import { OnplayError } from '../shared/errors.js';

/** How long the store is trusted before it is asked again whether the master is still the same. */
const REVALIDATE_AFTER_MS = 2000;
/** A store that takes longer, as a share whose server is away, counts as failing until it has answered. */
const LONGEST_LOOK_MS = 5000;
/** Of how many assets that is known at once. */
const MAX_FOUND = 10_000;

export interface MasterResolverOptions {
  readonly store: MasterStore;
  /** Told when an asset that was looked at before has another master, or none any more. Must not throw. */
  readonly onChange?: (change: MasterChange) => void;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** Versions are undefined where there is no master. */
export interface MasterChange {
  readonly asset: AssetId;
  readonly version: string | undefined;
  readonly previousVersion: string | undefined;
}

/** What came of the last look at an asset, however long ago: the key of its master, or nothing playable. */
export type LastLook = { readonly key: string; readonly finding: Promise<unknown> } | 'failed' | undefined;

export class MasterResolver {
  readonly #store: MasterStore;
  readonly #onChange: (change: MasterChange) => void;
  /** The version each asset had when it was last looked at, successfully. */
  readonly #versions = new LRUCache<AssetId, { readonly version: string | undefined }>({ max: MAX_FOUND });
  readonly #recent: LRUCache<AssetId, Promise<Master | undefined>>;
  readonly #last = new LRUCache<AssetId, NonNullable<LastLook>>({ max: MAX_FOUND });
  /** What stands in for a look while the store fails. */
  readonly #standIns = new LRUCache<AssetId, Master>({ max: MAX_FOUND });
  /** The assets about which the store has been asked for too long; no second question waits beside the first. */
  readonly #overdue = new Set<AssetId>();

  constructor({ store, clock, onChange }: MasterResolverOptions) {
    this.#store = store;
    this.#onChange = onChange ?? (() => undefined);
    this.#recent = new LRUCache({
      max: MAX_FOUND,
      ttl: REVALIDATE_AFTER_MS,
      ttlResolution: 0,
      ...(clock && { perf: { now: clock } }),
    });
  }

  /**
   * The master of an asset. All who ask within the time of trust wait for one and the same look at the store. While the
   * store fails, the master of an asset is the one that was last found: what is made of it already can be served.
   * @throws OnplayError `asset_unknown`, or what the store throws.
   */
  async find(id: AssetId, options?: FindOptions): Promise<Master> {
    const recent = this.#recent.get(id);
    const finding = recent ?? this.#look(id, options);
    if (!recent) this.#recent.set(id, finding);
    const master = await finding.catch((error: unknown) => this.#failed(id, finding, error));
    if (!master) {
      this.#noticed(id, undefined);
      this.#standIns.delete(id);
      return this.#failed(id, finding, assetUnknown());
    }
    this.#noticed(id, master.version);
    this.#last.set(id, { key: masterKey(master), finding });
    // Not of a look that a later one overtook, nor of one that was under way when the asset was dropped.
    if (this.#recent.peek(id) === finding) this.#standIns.set(id, master);
    return master;
  }

  async #look(id: AssetId, options?: FindOptions): Promise<Master | undefined> {
    try {
      return await this.#answer(id, options);
    } catch (error) {
      const standIn = isStoreFailure(error) ? this.#standIns.get(id) : undefined;
      if (!standIn) throw error;
      return standIn;
    }
  }

  #answer(id: AssetId, options?: FindOptions): Promise<Master | undefined> {
    if (this.#overdue.has(id)) return Promise.reject(tooLate());
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#overdue.add(id);
        reject(tooLate());
      }, LONGEST_LOOK_MS).unref();
      const settled = () => {
        clearTimeout(limit);
        this.#overdue.delete(id);
      };
      this.#store.find(id, options).then(resolve, reject).finally(settled);
    });
  }

  /** The key of the asset's master where the store need not be asked; undefined where it must, or is being asked. */
  recentKey(id: AssetId): string | undefined {
    const last = this.#last.peek(id);
    if (last === undefined || last === 'failed') return undefined;
    return last.finding === this.#recent.get(id) ? last.key : undefined;
  }

  /** Has the store asked again for the next caller. */
  forget(id: AssetId): void {
    this.#recent.delete(id);
  }

  /** The same, and nothing that was found before stands in for its answer. */
  drop(id: AssetId): void {
    this.#recent.delete(id);
    this.#standIns.delete(id);
  }

  dropAll(): void {
    this.#recent.clear();
    this.#standIns.clear();
  }

  /** Without asking the store; undefined for an asset that nobody has asked for yet. */
  lastLook(id: AssetId): LastLook {
    return this.#last.peek(id);
  }

  #noticed(asset: AssetId, version: string | undefined): void {
    const known = this.#versions.get(asset);
    if (known?.version === version && (known || version === undefined)) return;
    this.#versions.set(asset, { version });
    if (known) this.#onChange({ asset, version, previousVersion: known.version });
  }

  /** What is put into the store plays at once, so that it was missing is not kept in mind. */
  #failed(id: AssetId, finding: Promise<unknown>, error: unknown): never {
    if (this.#recent.peek(id) === finding) this.#recent.delete(id);
    this.#last.set(id, 'failed');
    throw error;
  }
}

/** Names one version of one asset's master. */
export function masterKey({ asset, version }: Pick<Master, 'asset' | 'version'>): string {
  return `${asset}\0${version}`;
}

function tooLate(): OnplayError {
  return storeUnavailable(new Error(`the store of the masters has not answered for ${LONGEST_LOOK_MS} ms`));
}

function assetUnknown(): OnplayError {
  return new OnplayError('asset_unknown', { publicDetail: 'There is no master of this name.' });
}
