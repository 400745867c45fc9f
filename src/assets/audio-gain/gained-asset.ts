/** Assets whose audio is louder or quieter than in their masters. */

import type { AudioGain } from '../../encoder/index.js';
import { gainedRendition, parseGainedId, parseTrimmedId, trimmedRendition } from '../../encoder/index.js';
import { renditionIdOf } from '../../shared/media-url.js';
import type { Asset } from '../asset.js';
import { encodedAsset } from '../burned-asset.js';
import { RecentViews } from '../recent-views.js';

/** Of all assets in memory. With the playlists of its audio, also compressed, each costs 600 bytes. */
const MAX_SEGMENTS = 150_000;

const recent = new RecentViews(MAX_SEGMENTS);

/**
 * The asset with a gain, with no video passed through; nothing but its audio has other keys.
 * @param asset known as a whole. @param decibels 0, or what `isGain` accepts.
 */
export function gainedAsset(asset: Asset, decibels: number): Asset {
  return decibels === 0 || !asset.gainSeal
    ? encodedAsset(asset)
    : withGain(asset, { decibels, seal: asset.gainSeal(decibels) });
}

function withGain(asset: Asset, gain: AudioGain): Asset {
  const name = `${gain.decibels} ${gain.seal}`;
  return recent.get(asset, name, () => asset.treated({ encodedVideo: true, gain }));
}

/** Whether a key is of audio with a gain, or made up so that it looks like one. */
export function isGainedKey(key: string): boolean {
  return parsedKey(key).decibels !== undefined;
}

/**
 * The asset with the gain that a key of audio names; undefined for any other key, and for one that was made up.
 * @param seal of the gain, where it is known without the secret. @param asset if only its outline is known, nothing is found.
 */
export function findGained(asset: Asset, key: string, seal?: string): Asset | undefined {
  const { trimmed, decibels } = parsedKey(key);
  if (decibels === undefined || asset.complete) return undefined;
  const known = seal ?? asset.gainSeal?.(decibels);
  if (known === undefined) return undefined;
  const gain = { decibels, seal: known };
  // Before the asset is made for it, which costs more than a hash.
  const isGenuine = asset.ladder.audio.some((rendition) => {
    const gained = gainedRendition(rendition, gain);
    return key === asset.keyOf(trimmed ? trimmedRendition(gained, trimmed.trim) : gained);
  });
  return isGenuine ? withGain(asset, gain) : undefined;
}

function parsedKey(key: string) {
  const id = renditionIdOf(key);
  const trimmed = parseTrimmedId(id);
  return { trimmed, decibels: parseGainedId(trimmed?.renditionId ?? id) };
}
