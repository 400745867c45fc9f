import { isPosterFormat, type PosterFile, type StillRendition } from '../encoder/index.js';
import { headTracks } from '../masters/index.js';
import type { VideoTrack } from '../tracks/index.js';
import type { Asset } from './asset.js';

/**
 * The video of which images of a purpose are made; undefined where there is none. The poster of a master that was seen to grow, and the
 * preview, are chosen from its first segments, so that they are the same however much there was when they were first asked for.
 */
export function imageTrack(
  { index, map }: Asset,
  purpose: StillRendition['purpose'],
): VideoTrack | undefined {
  const isChosen = purpose === 'poster' || purpose === 'preview';
  return isChosen && index.growth ? headTracks(index, map).video : index.video;
}

/** The file beside the master that its poster is made of; undefined where there is none, and a frame is chosen. */
export function posterFile({ sidecars }: Pick<Asset, 'sidecars'>): PosterFile | undefined {
  for (const { role, format, version } of sidecars)
    if (role === 'poster' && isPosterFormat(format)) return { format, version };
  return undefined;
}
