/** Where new masters go, and others are removed from: a folder of masters, or a part of a bucket. */
import type { AssetId } from '../../shared/asset-id.js';
import type { Master } from '../../stores/index.js';
import type { DiskSpace } from './disk-space.js';
import type { MasterName } from './master-name.js';
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
  /**
   * Removes the master of an asset, and returns what it was.
   * @throws OnplayError `asset_unknown`; `masters_read_only` for one that lies elsewhere; as `prepare`.
   */
  remove(asset: AssetId): Promise<Master>;
}
