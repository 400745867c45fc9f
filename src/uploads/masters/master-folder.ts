/** The directory of the masters, as far as it is written: new masters come in whole, others go. */
import { realpath, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { AssetId } from '../../shared/asset-id.js';
import type { Master, MasterStore } from '../../stores/index.js';
import { assetUnknown, mastersReadOnly, writeFailure } from '../upload-errors.js';
import { DiskSpace, type DiskSpaceOptions } from './disk-space.js';
import type { MasterDestination } from './master-destination.js';
import type { MasterName } from './master-name.js';
import { assertPlaceable, placeMaster } from './place-master.js';
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

  async remove(asset: AssetId): Promise<Master> {
    const master = await this.#options.store.find(asset, { bypassCache: true });
    if (!master) throw assetUnknown();
    const { localPath } = master;
    if (localPath === undefined || !(await this.#isInside(dirname(localPath)))) throw mastersReadOnly();
    await written(() => rm(localPath));
    return master;
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
