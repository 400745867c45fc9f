/** The states of an asset, and the events that change them. */

import type { AssetId } from '../../shared/asset-id.js';
import type { OnplayError } from '../../shared/errors.js';
import type { Master } from '../../stores/index.js';
import type { Asset } from '../asset.js';
import type { Progress } from './preparations.js';

/** An asset was indexed, refused, or its master changed. */
export type AssetEvent =
  | { readonly type: 'asset.indexed'; readonly asset: Asset }
  | { readonly type: 'asset.refused'; readonly master: Master; readonly error: OnplayError }
  /** A version is undefined where there is no master. */
  | {
      readonly type: 'asset.changed';
      readonly asset: AssetId;
      readonly version: string | undefined;
      readonly previousVersion: string | undefined;
    };

/** The last known state of an asset; `new` when its index is not in memory and nothing else is known. */
export type AssetState =
  | { readonly state: 'new' }
  | { readonly state: 'preparing'; readonly progress: Progress }
  | { readonly state: 'ready'; readonly asset: Asset }
  | { readonly state: 'refused'; readonly error: OnplayError };
