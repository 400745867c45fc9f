/** Assets with text burned in, and without passthrough: made once each. */
import { isBurnable } from '../encoder/index.js';
import type { TextTrack } from '../tracks/index.js';
import type { Asset } from './asset.js';

interface Views {
  encoded?: Asset;
  /** By track; a master has no more than MAX_TEXT_TRACKS. */
  readonly burned: Map<TextTrack, Asset>;
}

/** Lives as long as the asset. */
const views = new WeakMap<Asset, Views>();

/** The asset with nothing passed through. */
export function encodedAsset(asset: Asset): Asset {
  const known = viewsOf(asset);
  known.encoded ??= asset.treated({ passthrough: false });
  return known.encoded;
}

/** The asset with a text track burned into its video; undefined if it has no such track, or none that can be. */
export function burnedAsset(asset: Asset, trackId: number): Asset | undefined {
  const track = asset.index.text.find(({ id }) => id === trackId);
  if (!track || !canBurn(asset, track)) return undefined;
  const { burned } = viewsOf(asset);
  const view = burned.get(track) ?? asset.treated({ burn: { track, others: encodedAsset(asset) } });
  burned.set(track, view);
  return view;
}

/** Not of a master that grows, whose text is not all there; both tracks are read of one file. */
export function canBurn({ index }: Pick<Asset, 'index'>, track: TextTrack): boolean {
  return isBurnable(track) && !index.growth && index.video?.file === track.file;
}

function viewsOf(asset: Asset): Views {
  const known = views.get(asset) ?? { burned: new Map() };
  views.set(asset, known);
  return known;
}
