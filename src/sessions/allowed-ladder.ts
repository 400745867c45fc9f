/** What a token or a grant lets a viewer play of an asset. */

import type { TokenLimits } from '../access/index.js';
import type { Ladder } from '../encoder/index.js';
import { OnplayError } from '../shared/errors.js';
import {
  type AdvertisedBitrate,
  ascending,
  isPlayable,
  withinBitrate,
  withinHeight,
} from './rendition-limits.js';

/**
 * The renditions within the limits, video from the lowest to the highest: any of the video with any of the audio is.
 * Media outside of it is refused even to whoever guesses its URL.
 *
 * @throws OnplayError `no_rendition_allowed` if the limits leave nothing to play, or of video and audio only one
 */
export function allowedLadder(
  ladder: Ladder,
  limits: TokenLimits,
  declaredBitrate: AdvertisedBitrate,
): Ladder {
  const { maxHeight = Number.POSITIVE_INFINITY, maxBitrate = Number.POSITIVE_INFINITY } = limits;
  const allowed = withinBitrate(withinHeight(ascending(ladder), maxHeight), maxBitrate, declaredBitrate);
  if (isPlayable(allowed, ladder) && allowed.video.length + allowed.audio.length > 0) return allowed;
  throw new OnplayError('no_rendition_allowed', {
    publicDetail:
      'The limits in the playback token (max_height, max_bitrate) are below the lowest rendition of this asset.',
  });
}
