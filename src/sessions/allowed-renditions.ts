/** Which renditions of an asset a grant allows. */

import type { PlaybackScope } from '../access/index.js';
import { type Asset, findVariant, hasRenditionOf, type Variant, versionGone } from '../assets/index.js';
import {
  imageRendition,
  parseMarkedStillId,
  type Rendition,
  renditionsOf,
  type StillRendition,
  trickRungId,
  unmarkedImage,
} from '../encoder/index.js';
import { OnplayError } from '../shared/errors.js';
import { allowedLadder } from './allowed-ladder.js';
import { markedVariant } from './mark-right.js';

/** Lives as long as the scope and the asset: a player requests hundreds of segments with one grant. */
const cache = new WeakMap<PlaybackScope, WeakMap<Asset, ReadonlySet<Rendition>>>();

/**
 * The variant with this key.
 * @throws OnplayError `version_gone` if the key belongs to another version of the asset, `rendition_unknown` if to none,
 * `no_rendition_allowed` if the grant does not allow the rendition.
 */
export function variantFor(asset: Asset, key: string, scope: PlaybackScope): Variant {
  const variant = markedVariant(asset, key, scope) ?? findVariant(asset, key);
  if (!variant) throw hasRenditionOf(asset, key) ? versionGone() : renditionUnknown();
  const { rendition } = variant;
  if (rendition.kind !== 'image') assertAllowed(variant, scope);
  else if (!isAllowedStill(asset, rendition, scope)) throw renditionForbidden();
  return variant;
}

/** Of a rendition that only some sessions are offered, the ladder is another. @throws OnplayError `no_rendition_allowed`. */
export function assertAllowed({ asset, rendition }: Variant, scope: PlaybackScope): void {
  const isAllowed = rendition.kind !== 'image' && allowedRenditions(asset, scope).has(rendition);
  if (!isAllowed) throw renditionForbidden();
}

/** Images have no bitrate; of their sizes the smallest is always allowed. Trick play is allowed with the rendition whose size it has. */
function isAllowedStill(asset: Asset, rendition: StillRendition, scope: PlaybackScope): boolean {
  if (rendition.purpose === 'trick') {
    const rungId = trickRungId(parseMarkedStillId(rendition.id) ?? rendition.id);
    return [...allowedRenditions(asset, scope)].some(({ id }) => id === rungId);
  }
  const { maxHeight } = scope;
  return imageRendition(asset.index.video, { ...rendition, maxHeight }).id === unmarkedImage(rendition).id;
}

/** Every rendition that the grant allows. @throws OnplayError `no_rendition_allowed` if there is none. */
export function allowedRenditions(asset: Asset, scope: PlaybackScope): ReadonlySet<Rendition> {
  const ofScope = cache.get(scope) ?? new WeakMap<Asset, ReadonlySet<Rendition>>();
  cache.set(scope, ofScope);
  const cached = ofScope.get(asset);
  if (cached) return cached;
  // The upper bound, not the measured bandwidth: an allowed URL has to stay allowed, in every process and after a restart.
  const { ladder, presentation } = asset;
  const peakOf = (rendition: Rendition) => presentation.of(rendition).limitedPeak;
  const allowed = new Set(renditionsOf(allowedLadder(ladder, scope, peakOf)));
  ofScope.set(asset, allowed);
  return allowed;
}

const renditionUnknown = () =>
  new OnplayError('rendition_unknown', { publicDetail: 'The asset has no such rendition.' });
const renditionForbidden = () =>
  new OnplayError('no_rendition_allowed', {
    publicDetail: 'The playback token does not allow this rendition.',
  });
