import { tracedRendition } from '../../encoder/index.js';
import type { Asset } from '../asset.js';
import { encodedAsset } from '../burned-asset.js';
import { withVideo } from '../with-video.js';

interface Known {
  readonly patterns: string;
  readonly asset: Asset;
}

/** One for each asset, since an installation has one key. Lives as long as the asset. */
const views = new WeakMap<Asset, Known>();

/**
 * The asset whose video has the second variant of every segment: what a server encodes for hidden marks, and no session is presented.
 * @param patterns see `AssetTraceKeys`.
 */
export function secondVariants(asset: Asset, patterns: string): Asset {
  const known = views.get(asset);
  if (known?.patterns === patterns) return known.asset;
  const made = madeAnew(asset, patterns);
  views.set(asset, { patterns, asset: made });
  return made;
}

function madeAnew(asset: Asset, patterns: string): Asset {
  const others = encodedAsset(asset);
  const { view } = withVideo(others, (plain) => {
    const rendition = tracedRendition(plain, patterns);
    return { rendition, key: others.keyOf(rendition) };
  });
  return view;
}
