/** Resolves the master of each asset, with the answers of the store cached for a moment. */

import { LRUCache } from 'lru-cache';
import type { AssetId } from '../../shared/asset-id.js';
import { OnplayError } from '../../shared/errors.js';
import {
  type FindOptions,
  type Freshness,
  isStoreFailure,
  type Master,
  type MasterStore,
  storeUnavailable,
} from '../../stores/index.js';

/** A look at a file takes a millisecond. */
const FRESHNESS: Freshness = { freshMs: 2000, staleMs: 0 };
/** A store that takes longer, as a network share whose server is down, counts as failing until it has answered. */
const MAX_LOOKUP_MS = 5000;
/** How many assets are tracked. */
const MAX_ASSETS = 10_000;

export interface MasterResolverOptions {
  readonly store: MasterStore;
  /** Called when a known asset has another master, or none any more. Must not throw. */
  readonly onChange?: (change: MasterChange) => void;
  /** Milliseconds from any fixed moment. */
  readonly clock?: () => number;
}

/** A version is undefined where there is no master. */
export interface MasterChange {
  readonly asset: AssetId;
  readonly version: string | undefined;
  readonly previousVersion: string | undefined;
}

/** The result of the last lookup of an asset, however old: its master's key, or `failed` where there was no master. */
type LastLookup =
  | { readonly key: string; readonly master: Master; readonly finding: Promise<unknown> }
  | 'failed'
  | undefined;

export class MasterResolver {
  readonly #store: MasterStore;
  readonly #onChange: (change: MasterChange) => void;
  /** The version of each asset at its last successful lookup. */
  readonly #versions = new LRUCache<AssetId, { readonly version: string | undefined }>({ max: MAX_ASSETS });
  /** Lookups whose answers are fresh, or in progress. */
  readonly #recent: LRUCache<AssetId, Promise<Master | undefined>>;
  /** Masters that media may be served by while the store is asked; undefined where none may. */
  readonly #stale: LRUCache<AssetId, Master> | undefined;
  readonly #last = new LRUCache<AssetId, NonNullable<LastLookup>>({ max: MAX_ASSETS });
  /** The last master found of each asset, used while the store fails. */
  readonly #fallbacks = new LRUCache<AssetId, Master>({ max: MAX_ASSETS });
  /** The assets with a lookup that has exceeded its time limit; no second lookup waits beside it. */
  readonly #overdue = new Set<AssetId>();

  constructor({ store, clock, onChange }: MasterResolverOptions) {
    this.#store = store;
    this.#onChange = onChange ?? (() => undefined);
    const { freshMs, staleMs } = store.freshness ?? FRESHNESS;
    const timed = { max: MAX_ASSETS, ttlResolution: 0, ...(clock && { perf: { now: clock } }) };
    this.#recent = new LRUCache({ ...timed, ttl: freshMs });
    this.#stale = staleMs > 0 ? new LRUCache({ ...timed, ttl: freshMs + staleMs }) : undefined;
  }

  /**
   * Returns the master of an asset. All callers share one lookup while its answer is fresh. While the store fails, returns the
   * master that was last found, so that what was produced from it can still be served.
   * @throws OnplayError `asset_unknown`, or what the store throws.
   */
  async find(id: AssetId, options?: FindOptions): Promise<Master> {
    const recent = this.#recent.get(id);
    const finding = recent ?? this.#lookUp(id, options);
    if (!recent) this.#recent.set(id, finding);
    const master = await finding.catch((error: unknown) => this.#fail(id, finding, error));
    if (!master) {
      this.#recordVersion(id, undefined);
      this.#fallbacks.delete(id);
      return this.#fail(id, finding, assetUnknown());
    }
    this.#recordVersion(id, master.version);
    this.#last.set(id, { key: masterKey(master), master, finding });
    // Not from a lookup that a later one overtook, nor from one in progress when the asset was forgotten.
    if (this.#recent.peek(id) === finding) {
      this.#fallbacks.set(id, master);
      this.#stale?.set(id, master);
    }
    return master;
  }

  /**
   * As `find`; but where what was found last is stale (see `Freshness`), returns it at once, and asks the store meanwhile.
   * @throws OnplayError as `find`.
   */
  async findForMedia(id: AssetId): Promise<Master> {
    const stale = this.#stale?.get(id);
    if (!stale) return this.find(id);
    // Its failure is met by who needs a fresh answer.
    if (!this.#recent.has(id)) this.find(id).catch(() => undefined);
    return stale;
  }

  async #lookUp(id: AssetId, options?: FindOptions): Promise<Master | undefined> {
    try {
      return await this.#findInTime(id, options);
    } catch (error) {
      const fallback = isStoreFailure(error) ? this.#fallbacks.get(id) : undefined;
      if (!fallback) throw error;
      return fallback;
    }
  }

  #findInTime(id: AssetId, options?: FindOptions): Promise<Master | undefined> {
    if (this.#overdue.has(id)) return Promise.reject(storeTimedOut());
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#overdue.add(id);
        reject(storeTimedOut());
      }, MAX_LOOKUP_MS).unref();
      const settled = () => {
        clearTimeout(limit);
        this.#overdue.delete(id);
      };
      this.#store.find(id, options).then(resolve, reject).finally(settled);
    });
  }

  /** The asset's master while the last answer is fresh, or may be used during a lookup; undefined otherwise. */
  recent(id: AssetId): Master | undefined {
    const last = this.#last.peek(id);
    if (last === undefined || last === 'failed') return undefined;
    const recent = this.#recent.get(id);
    return last.finding === recent ? last.master : recent && this.#stale?.get(id);
  }

  /** Makes the next caller ask the store again, and wait for its answer. */
  invalidate(id: AssetId): void {
    this.#recent.delete(id);
    this.#stale?.delete(id);
  }

  /** Like `invalidate`, and drops the fallback for a failing store. */
  forget(id: AssetId): void {
    this.invalidate(id);
    this.#fallbacks.delete(id);
  }

  forgetAll(): void {
    this.#recent.clear();
    this.#stale?.clear();
    this.#fallbacks.clear();
  }

  /** Does not ask the store; undefined for an asset that was never looked up. */
  lastLookup(id: AssetId): LastLookup {
    return this.#last.peek(id);
  }

  #recordVersion(asset: AssetId, version: string | undefined): void {
    const known = this.#versions.get(asset);
    if (known?.version === version && (known || version === undefined)) return;
    this.#versions.set(asset, { version });
    if (known) this.#onChange({ asset, version, previousVersion: known.version });
  }

  /** A failed lookup is not cached, so that a master plays as soon as it is in the store. */
  #fail(id: AssetId, finding: Promise<unknown>, error: unknown): never {
    if (this.#recent.peek(id) === finding) this.invalidate(id);
    this.#last.set(id, 'failed');
    throw error;
  }
}

/** A key for one version of one asset's master. */
export function masterKey({ asset, version }: Pick<Master, 'asset' | 'version'>): string {
  return `${asset}\0${version}`;
}

/** A key for what is known of a master at one look: a refusal of one that grows says nothing of what is appended to it. */
export function lookKey(master: Pick<Master, 'asset' | 'version' | 'growth' | 'size'>): string {
  const { growth, size } = master;
  return growth ? `${masterKey(master)}\0${size} ${growth.isOver}` : masterKey(master);
}

function storeTimedOut(): OnplayError {
  return storeUnavailable(new Error(`the master store has not answered for ${MAX_LOOKUP_MS} ms`));
}

function assetUnknown(): OnplayError {
  return new OnplayError('asset_unknown', { publicDetail: 'There is no master of this name.' });
}
