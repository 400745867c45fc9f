import { type Rendition, tracedRendition } from '../../encoder/index.js';
import type { Asset } from '../asset.js';
import { encodedAsset } from '../burned-asset.js';
import { PresentedRendition } from '../presentation/presented-rendition.js';

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
  const { burn: _burn, clip: _clip, ...others } = encodedAsset(asset);
  const { thumbnails: _thumbnails, trickPlay: _trickPlay, ...whole } = others.presentation;
  const presented = new Map<Rendition, PresentedRendition>();
  const video = others.ladder.video.map((plain) => {
    const second = tracedRendition(plain, patterns);
    const { timeline } = whole.of(plain);
    const measure = () => whole.of(plain).maximum;
    presented.set(second, new PresentedRendition(others.keyOf(second), timeline, measure, whole.of(plain)));
    return second;
  });
  const ladder = { ...others.ladder, video };
  const of = (rendition: Rendition) => presented.get(rendition) ?? whole.of(rendition);
  return { ...others, ladder, presentation: { ...whole, ladder, of } };
}
