/** What a player asks for first, so that it can be made before it asks. */
import type { AudioRendition, VideoRendition } from '../encoder/index.js';
import type { AdvertisedBitrate } from './rendition-limits.js';
import type { SessionDecision } from './session-decision.js';

/** How a player chooses what to begin with. */
export type StartupPrediction = 'first variant' | 'hls estimate' | 'dash estimate';

/**
 * What players take the network for before they have measured it, in bit/s: hls.js, and dash.js and Shaka. They choose by
 * this and not by the order of the manifest; Apple's players begin with the first variant.
 */
const ASSUMED_BANDWIDTH = { 'hls estimate': 475_000, 'dash estimate': 1_000_000 };

/** How the player that sent this `User-Agent` chooses. Media Source players send that of their browser. */
export function predictStartup(format: 'hls' | 'dash', userAgent: string | undefined): StartupPrediction {
  if (format === 'dash') return 'dash estimate';
  return userAgent?.startsWith('Mozilla/') ? 'hls estimate' : 'first variant';
}

/**
 * The video and the sound that a player starts with unless its viewer chooses: the first variant with the best sound, or
 * the best that fits what the player assumes, with the least sound.
 */
export function firstRenditions(
  { video, audio }: SessionDecision,
  choice: StartupPrediction,
  declaredBitrate: AdvertisedBitrate,
): readonly (VideoRendition | AudioRendition)[] {
  const sounds = audio.filter((rendition) => rendition.default);
  const chosen =
    choice === 'first variant'
      ? [video[0], sounds.at(-1)]
      : [fittingVideo(video, ASSUMED_BANDWIDTH[choice], declaredBitrate), sounds[0]];
  return chosen.filter((rendition) => rendition !== undefined);
}

function fittingVideo(
  video: readonly VideoRendition[],
  bandwidth: number,
  declaredBitrate: AdvertisedBitrate,
): VideoRendition | undefined {
  const ascending = [...video].sort((a, b) => a.maxBitrate - b.maxBitrate);
  return ascending.findLast((rendition) => declaredBitrate(rendition) <= bandwidth) ?? ascending[0];
}
