/** Which renditions a player requests first, so that they can be produced before it does. */
import type { Rendition, VideoRendition } from '../encoder/index.js';
import type { AdvertisedBitrate } from './rendition-limits.js';
import type { SessionDecision } from './session-decision.js';

/** How a player chooses its first renditions. */
export type StartupPrediction = 'first variant' | 'hls estimate' | 'dash estimate';

/**
 * The bandwidth in bit/s that players assume before they have measured any: hls.js, and dash.js and Shaka. They choose by
 * this and not by the order of the manifest; Apple's players start with the first variant.
 */
const ASSUMED_BANDWIDTH = { 'hls estimate': 475_000, 'dash estimate': 1_000_000 };

/** How the player with this `User-Agent` chooses. Media Source players send their browser's. */
export function predictStartup(format: 'hls' | 'dash', userAgent: string | undefined): StartupPrediction {
  if (format === 'dash') return 'dash estimate';
  return userAgent?.startsWith('Mozilla/') ? 'hls estimate' : 'first variant';
}

/**
 * The video and the default-track audio that a player starts with unless its viewer chooses otherwise: the first variant
 * with the best audio; or the best video that fits the assumed bandwidth, with the lowest audio.
 */
export function startupRenditions(
  { video, audio, defaultAudio }: SessionDecision,
  prediction: StartupPrediction,
  advertisedBitrate: AdvertisedBitrate,
): readonly Rendition[] {
  const played = audio.filter(({ trackId }) => trackId === defaultAudio);
  const chosen =
    prediction === 'first variant'
      ? [video[0], played.at(-1)]
      : [fittingVideo(video, ASSUMED_BANDWIDTH[prediction], advertisedBitrate), played[0]];
  return chosen.filter((rendition) => rendition !== undefined);
}

function fittingVideo(
  video: readonly VideoRendition[],
  bandwidth: number,
  advertisedBitrate: AdvertisedBitrate,
): VideoRendition | undefined {
  const ascending = [...video].sort((a, b) => a.maxBitrate - b.maxBitrate);
  return ascending.findLast((rendition) => advertisedBitrate(rendition) <= bandwidth) ?? ascending[0];
}
