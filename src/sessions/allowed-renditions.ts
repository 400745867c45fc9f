/** Which renditions of an asset a grant opens. */

import type { PlaybackScope } from '../access/index.js';
import { type Asset, type Rendition, versionGone } from '../assets/index.js';
import { largestRate } from '../manifests/index.js';
import { OnplayError } from '../shared/errors.js';
import { allowedLadder } from './allowed-ladder.js';

/** Remembered as long as both are: a player asks for hundreds of segments with one grant. */
const remembered = new WeakMap<PlaybackScope, WeakMap<Asset, ReadonlySet<Rendition>>>();

/**
 * The rendition of this key, if it is of this version of the asset and the grant allows it.
 * @throws OnplayError `version_gone`, `rendition_unknown`, `no_rendition_allowed`.
 */
export function renditionFor(asset: Asset, key: string, scope: PlaybackScope): Rendition {
  const rendition = asset.renditionOf(key);
  if (!rendition) throw isOfAnotherVersion(asset, key) ? versionGone() : renditionUnknown();
  if (!allowedRenditions(asset, scope).has(rendition)) throw renditionForbidden();
  return rendition;
}

/** Every rendition that the grant allows. @throws OnplayError `no_rendition_allowed` where that is none. */
export function allowedRenditions(asset: Asset, scope: PlaybackScope): ReadonlySet<Rendition> {
  const ofScope = remembered.get(scope) ?? new WeakMap<Asset, ReadonlySet<Rendition>>();
  remembered.set(scope, ofScope);
  const known = ofScope.get(asset);
  if (known) return known;
  // Not what was measured: an allowed URL has to stay allowed, at every process and after a restart.
  const { video, audio } = allowedLadder(asset.ladder, scope, (one) => largestRate(asset, one).peak);
  const allowed = new Set([...video, ...audio]);
  ofScope.set(asset, allowed);
  return allowed;
}

/** A key is a rendition's id and a hash: a known id with another hash was made from another version. */
function isOfAnotherVersion(asset: Asset, key: string): boolean {
  const id = key.slice(0, key.lastIndexOf('-'));
  return [...asset.ladder.video, ...asset.ladder.audio].some((rendition) => rendition.id === id);
}

const renditionUnknown = () =>
  new OnplayError('rendition_unknown', { publicDetail: 'The asset has no such rendition.' });
const renditionForbidden = () =>
  new OnplayError('no_rendition_allowed', {
    publicDetail: 'The playback token does not allow this rendition.',
  });
