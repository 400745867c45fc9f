/** Masters in a bucket, as far as they are written: new ones are put from this machine's disk, others removed. */
import { rm } from 'node:fs/promises';
import type { AssetId } from '../../shared/asset-id.js';
import type { Master, MasterStore } from '../../stores/index.js';
import { assetExists, assetUnknown, mastersReadOnly, writeFailure } from '../upload-errors.js';
import { DiskSpace, type DiskSpaceOptions } from './disk-space.js';
import type { IncomingSidecar } from './incoming.js';
import type { MasterDestination } from './master-destination.js';
import { isMasterOf, type MasterName } from './master-name.js';
import { type RemovedMaster, removeBeside } from './remove-beside.js';
import { assertSidecarContent } from './sidecar-content.js';
import { type BesideFile, besideFile, ownerOf, ownFiles } from './sidecar-owner.js';
import { Staging } from './staging.js';

/** What is needed of a bucket; `ObjectStore` of the stores has more. */
export interface WritableBucket {
  putFile(key: string, path: string, signal: AbortSignal): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** Undefined where there is no such object. */
  head(key: string): Promise<{ readonly size: number } | undefined>;
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

  async sizeOf(file: string): Promise<number | undefined> {
    const bucket = await this.#options.open();
    return (await bucket.head(this.keyOf(file)))?.size;
  }

  /** The key of a file of the masters. */
  keyOf(file: string): string {
    return this.#options.prefix + file;
  }

  /**
   * Has an object stored under a name, and removes the one that it replaces. Of two that are stored under one name at the same moment,
   * the last one stays: not every store of objects knows a condition.
   * @param store is given the key of the one that is removed afterwards, if there is one.
   * @throws OnplayError `asset_exists` unless the asset's master may be replaced.
   */
  async storeAs(
    name: MasterName,
    replace: boolean,
    store: (replaces: string | undefined) => Promise<void>,
  ): Promise<void> {
    const before = await this.#find(name.asset);
    if (before && !replace) throw assetExists();
    const key = before?.object?.key;
    const replaces = key === this.keyOf(name.file) ? undefined : key;
    await store(replaces);
    await this.removeReplaced(name, replaces);
  }

  /** What `storeAs` ends with, for a caller that was interrupted. Removes nothing but another master of the same asset. */
  async removeReplaced(name: MasterName, key: string | undefined): Promise<void> {
    if (key === undefined || !this.#isOther(key, name)) return;
    const bucket = await this.#options.open();
    await bucket.delete([key]);
  }

  #isOther(key: string, { asset, file }: MasterName): boolean {
    const { prefix } = this.#options;
    const other = key.slice(prefix.length);
    return key.startsWith(prefix) && other !== file && isMasterOf(other, asset);
  }

  async assertSidecar(sidecar: IncomingSidecar, replace: boolean): Promise<void> {
    await ownerOf(sidecar, this.#options.store);
    const bucket = await this.#options.open();
    if (!replace && (await bucket.head(this.keyOf(sidecar.file)))) throw assetExists();
  }

  async publishSidecar(staged: string, sidecar: IncomingSidecar, replace: boolean): Promise<AssetId> {
    const { open, store, shutdownSignal } = this.#options;
    await this.assertSidecar(sidecar, replace);
    await assertSidecarContent(staged, sidecar.role);
    const bucket = await open();
    await bucket.putFile(this.keyOf(sidecar.file), staged, shutdownSignal);
    await rm(staged);
    return ownerOf(sidecar, store);
  }

  async remove(asset: AssetId): Promise<RemovedMaster> {
    const { master, key, bucket } = await this.#found(asset);
    await bucket.delete([key]);
    const next = await this.#find(asset).catch(() => undefined);
    const beside = next ? [] : ownFiles(master);
    return { master, ...(await removeBeside(beside, (name) => bucket.delete([besideKey(key, name)]))) };
  }

  async removeSidecar(asset: AssetId, name: string): Promise<BesideFile> {
    const { master, key, bucket } = await this.#found(asset);
    const beside = besideFile(master, name);
    await bucket.delete([besideKey(key, beside.name)]);
    return beside;
  }

  /** A master and its key. @throws OnplayError `asset_unknown`; `masters_read_only` for one that lies elsewhere. */
  async #found(asset: AssetId) {
    const master = await this.#find(asset);
    if (!master) throw assetUnknown();
    if (!master.object) throw mastersReadOnly();
    return { master, key: master.object.key, bucket: await this.#options.open() };
  }

  #find(asset: AssetId): Promise<Master | undefined> {
    return this.#options.store.find(asset, { bypassCache: true });
  }
}

/** The key of a file in the same directory. */
function besideKey(key: string, name: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1) + name;
}
