/** What a player asks for first, so that it can be made before it asks. */
import type { AudioRendition, VideoRendition } from '../../encoder/rendition.js';
import type { DeclaredBitrate } from './rendition-limits.js';
import type { SessionDecision } from './session-decision.js';

/**
 * What DASH players take the network for before they have measured it, in bit/s: dash.js and Shaka choose by this and not
 * by the order of the manifest.
 */
const ASSUMED_BANDWIDTH = 1_000_000;

/**
 * The video and the sound that a player starts with unless its viewer chooses: in HLS the first variant with the best
 * sound, in DASH the best that fits what players assume, with the least sound.
 */
export function firstChoice(
  { video, audio }: SessionDecision,
  format: 'hls' | 'dash',
  declaredBitrate: DeclaredBitrate,
): readonly (VideoRendition | AudioRendition)[] {
  const sounds = audio.filter((rendition) => rendition.default);
  const chosen =
    format === 'hls' ? [video[0], sounds.at(-1)] : [fittingVideo(video, declaredBitrate), sounds[0]];
  return chosen.filter((rendition) => rendition !== undefined);
}

function fittingVideo(
  video: readonly VideoRendition[],
  declaredBitrate: DeclaredBitrate,
): VideoRendition | undefined {
  const ascending = [...video].sort((a, b) => a.maxBitrate - b.maxBitrate);
  return ascending.findLast((rendition) => declaredBitrate(rendition) <= ASSUMED_BANDWIDTH) ?? ascending[0];
}
