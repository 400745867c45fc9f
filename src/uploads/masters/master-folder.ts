/** The directory of the masters, as far as it is written: new masters come in whole, others go. */
import type { Stats } from 'node:fs';
import { lstat, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { AssetId } from '../../shared/asset-id.js';
import type { MasterStore } from '../../stores/index.js';
import { assetExists, assetUnknown, mastersReadOnly, writeFailure } from '../upload-errors.js';
import { DiskSpace, type DiskSpaceOptions } from './disk-space.js';
import type { IncomingSidecar } from './incoming.js';
import type { MasterDestination } from './master-destination.js';
import type { MasterName } from './master-name.js';
import { assertPlaceable, placeFile, placeMaster } from './place-master.js';
import { type RemovedMaster, removeBeside } from './remove-beside.js';
import { assertSidecarContent } from './sidecar-content.js';
import { type BesideFile, besideFile, ownerOf, ownFiles } from './sidecar-owner.js';
import { Staging } from './staging.js';

export interface MasterFolderOptions extends Omit<DiskSpaceOptions, 'folder'> {
  /** The directory of the masters. */
  readonly path: string;
  /** Finds them. */
  readonly store: MasterStore;
}

/** Hidden, so that no store lists it and no asset can have the name; in the same file system, within which a file is moved at once. */
const STAGING = '.onplay-incoming';

export class MasterFolder implements MasterDestination {
  readonly staging: Staging;
  readonly space: DiskSpace;
  readonly #options: MasterFolderOptions;

  constructor(options: MasterFolderOptions) {
    this.#options = options;
    this.staging = new Staging(join(options.path, STAGING));
    this.space = new DiskSpace({ ...options, folder: options.path });
  }

  prepare(): Promise<void> {
    return written(() => this.staging.prepare());
  }

  assertPlaceable(asset: AssetId, replace: boolean): Promise<void> {
    return written(() => assertPlaceable(this.#options.path, asset, replace));
  }

  publish(staged: string, name: MasterName, replace: boolean): Promise<void> {
    return written(() => placeMaster(staged, this.#options.path, name, replace));
  }

  async sizeOf(file: string): Promise<number | undefined> {
    return (await factsOf(join(this.#options.path, file)))?.size;
  }

  async assertSidecar(sidecar: IncomingSidecar, replace: boolean): Promise<void> {
    await ownerOf(sidecar, this.#options.store);
    if (!replace && (await factsOf(join(this.#options.path, sidecar.file)))) throw assetExists();
  }

  async publishSidecar(staged: string, sidecar: IncomingSidecar, replace: boolean): Promise<AssetId> {
    const { store, path } = this.#options;
    const asset = await ownerOf(sidecar, store);
    await written(async () => {
      await assertSidecarContent(staged, sidecar.role);
      await placeFile(staged, path, sidecar.file, replace);
    });
    return asset;
  }

  async remove(asset: AssetId): Promise<RemovedMaster> {
    const { master, folder } = await this.#found(asset);
    await written(() => rm(join(folder, basename(master.localPath!))));
    const next = await this.#options.store.find(asset, { bypassCache: true }).catch(() => undefined);
    const beside = next ? [] : ownFiles(master);
    return { master, ...(await removeBeside(beside, (name) => rm(join(folder, name)))) };
  }

  async removeSidecar(asset: AssetId, name: string): Promise<BesideFile> {
    const { master, folder } = await this.#found(asset);
    const beside = besideFile(master, name);
    await written(() => rm(join(folder, beside.name)));
    return beside;
  }

  /** A master and its directory. @throws OnplayError `asset_unknown`; `masters_read_only` for one that lies elsewhere. */
  async #found(asset: AssetId) {
    const master = await this.#options.store.find(asset, { bypassCache: true });
    if (!master) throw assetUnknown();
    const folder = master.localPath === undefined ? undefined : dirname(master.localPath);
    if (folder === undefined || !(await this.#isInside(folder))) throw mastersReadOnly();
    return { master, folder };
  }

  async #isInside(folder: string): Promise<boolean> {
    const [root, real] = await Promise.all([realpath(this.#options.path), realpath(folder)]);
    return real === root || real.startsWith(root + sep);
  }
}

async function written<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw writeFailure(error);
  }
}

/** Of what has this name, be it a link; undefined where there is nothing. */
async function factsOf(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined);
}
