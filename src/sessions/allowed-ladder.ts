/** The part of an asset's ladder that a token or a grant allows. */

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
 * The renditions within the limits, video from the lowest to the highest. Every pair of video and audio is within the
 * bitrate limit. Media of other renditions is refused even to a client that guesses its URL.
 *
 * @throws OnplayError `no_rendition_allowed` if the limits leave nothing to play, or only one of video and audio
 */
export function allowedLadder(
  ladder: Ladder,
  limits: TokenLimits,
  advertisedBitrate: AdvertisedBitrate,
): Ladder {
  const { maxHeight = Number.POSITIVE_INFINITY, maxBitrate = Number.POSITIVE_INFINITY } = limits;
  const allowed = withinBitrate(withinHeight(ascending(ladder), maxHeight), maxBitrate, advertisedBitrate);
  if (isPlayable(allowed, ladder) && allowed.video.length + allowed.audio.length > 0) return allowed;
  throw new OnplayError('no_rendition_allowed', {
    publicDetail:
      'The limits in the playback token (max_height, max_bitrate) are below the lowest rendition of this asset.',
  });
}
