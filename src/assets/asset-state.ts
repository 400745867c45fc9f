/** What is known of an asset, and what becomes known of it. */

import type { Master } from '../masters/index.js';
import type { AssetId } from '../shared/asset-id.js';
import type { OnplayError } from '../shared/errors.js';
import type { Asset } from './asset.js';
import type { Progress } from './preparations.js';

/** What became known of an asset. */
export type AssetEvent =
  | { readonly type: 'asset.indexed'; readonly asset: Asset }
  | { readonly type: 'asset.refused'; readonly master: Master; readonly error: OnplayError }
  /** Versions are undefined where there is no master. */
  | {
      readonly type: 'asset.changed';
      readonly asset: AssetId;
      readonly version: string | undefined;
      readonly previousVersion: string | undefined;
    };

/** What was last known of an asset. */
export type AssetState =
  | { readonly state: 'new' }
  | { readonly state: 'preparing'; readonly progress: Progress }
  | { readonly state: 'ready'; readonly asset: Asset }
  | { readonly state: 'refused'; readonly error: OnplayError };
