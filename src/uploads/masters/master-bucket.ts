/** Masters in a bucket, as far as they are written: new ones are put from this machine's disk, others removed. */
import { rm } from 'node:fs/promises';
import type { AssetId } from '../../shared/asset-id.js';
import type { Master, MasterStore } from '../../stores/index.js';
import { assetExists, assetUnknown, mastersReadOnly, writeFailure } from '../upload-errors.js';
import { DiskSpace, type DiskSpaceOptions } from './disk-space.js';
import type { MasterDestination } from './master-destination.js';
import type { MasterName } from './master-name.js';
import { Staging } from './staging.js';

/** What is needed of a bucket; `ObjectStore` of the stores has more. */
export interface WritableBucket {
  putFile(key: string, path: string, signal: AbortSignal): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
}

export interface MasterBucketOptions extends DiskSpaceOptions {
  /** Finds the masters. */
  readonly store: MasterStore;
  readonly open: () => Promise<WritableBucket>;
  /** What the keys of masters begin with: empty, or ending in `/`. */
  readonly prefix: string;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

/** A file is written to `folder` on the disk of this machine first: that is where an upload may break off and go on. */
export class MasterBucket implements MasterDestination {
  readonly staging: Staging;
  readonly space: DiskSpace;
  readonly #options: MasterBucketOptions;

  constructor(options: MasterBucketOptions) {
    this.#options = options;
    this.staging = new Staging(options.folder);
    this.space = new DiskSpace(options);
  }

  async prepare(): Promise<void> {
    await this.staging.prepare().catch((error: unknown) => {
      throw writeFailure(error);
    });
  }

  async assertPlaceable(asset: AssetId, replace: boolean): Promise<void> {
    if (!replace && (await this.#find(asset))) throw assetExists();
  }

  async publish(staged: string, name: MasterName, replace: boolean): Promise<void> {
    const { open, shutdownSignal } = this.#options;
    const bucket = await open();
    await this.storeAs(name, replace, () => bucket.putFile(this.keyOf(name.file), staged, shutdownSignal));
    await rm(staged);
  }

  /** The key of a file of the masters. */
  keyOf(file: string): string {
    return this.#options.prefix + file;
  }

  /**
   * Has an object stored under a name, and removes the one that it replaces. Of two that are stored under one name at the same moment,
   * the last one stays: not every store of objects knows a condition.
   * @throws OnplayError `asset_exists` unless the asset's master may be replaced.
   */
  async storeAs({ asset, file }: MasterName, replace: boolean, store: () => Promise<void>): Promise<void> {
    const before = await this.#find(asset);
    if (before && !replace) throw assetExists();
    await store();
    const replaced = before?.object?.key;
    if (replaced === undefined || replaced === this.keyOf(file)) return;
    const bucket = await this.#options.open();
    await bucket.delete([replaced]);
  }

  async remove(asset: AssetId): Promise<Master> {
    const master = await this.#find(asset);
    if (!master) throw assetUnknown();
    const key = master.object?.key;
    if (key === undefined) throw mastersReadOnly();
    const bucket = await this.#options.open();
    await bucket.delete([key]);
    return master;
  }

  #find(asset: AssetId): Promise<Master | undefined> {
    return this.#options.store.find(asset, { bypassCache: true });
  }
}
