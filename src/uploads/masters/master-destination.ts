/** Where new masters go, and others are removed from: a folder of masters, or a part of a bucket. */
import type { AssetId } from '../../shared/asset-id.js';
import type { DiskSpace } from './disk-space.js';
import type { IncomingSidecar } from './incoming.js';
import type { MasterName } from './master-name.js';
import type { RemovedMaster } from './remove-beside.js';
import type { BesideFile } from './sidecar-owner.js';
import type { Staging } from './staging.js';

export interface MasterDestination {
  /** Where files are written before they are published. */
  readonly staging: Staging;
  /** On the disk of the staging directory. */
  readonly space: DiskSpace;
  /** Makes it ready to be written to. @throws OnplayError `masters_unwritable`, `store_full`. */
  prepare(): Promise<void>;
  /** @throws OnplayError `asset_exists` unless the asset's master may be replaced; `asset_place_taken`; as `prepare`. */
  assertPlaceable(asset: AssetId, replace: boolean): Promise<void>;
  /** Makes a file of the staging directory a master, and removes what it replaces. @throws as `assertPlaceable`; the file is then where it was. */
  publish(staged: string, name: MasterName, replace: boolean): Promise<void>;
  /** In bytes, of a file as `MasterName.file`; undefined where there is none. @throws as `prepare`. */
  sizeOf(file: string): Promise<number | undefined>;
  /**
   * @throws OnplayError `sidecar_without_master`, `sidecar_name_invalid`; `asset_exists` unless a file of this name may be replaced; as
   *   `prepare`.
   */
  assertSidecar(sidecar: IncomingSidecar, replace: boolean): Promise<void>;
  /**
   * Puts a file of the staging directory beside the master that it belongs to. Resolves with its asset.
   * @throws OnplayError `upload_too_large`, `sidecar_refused`; as `assertSidecar`; the file is then where it was.
   */
  publishSidecar(staged: string, sidecar: IncomingSidecar, replace: boolean): Promise<AssetId>;
  /**
   * Removes the master of an asset, and the files beside it that belong to it, unless another master has its name from then on.
   * @throws OnplayError `asset_unknown`; `masters_read_only` for one that lies elsewhere; as `prepare`.
   */
  remove(asset: AssetId): Promise<RemovedMaster>;
  /**
   * Removes a file beside a master, dubs too.
   * @throws OnplayError `sidecar_unknown`; as `remove`.
   */
  removeSidecar(asset: AssetId, name: string): Promise<BesideFile>;
}
