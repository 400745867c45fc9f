import type { PlaybackScope } from '../../access/index.js';
import { OnplayError } from '../../shared/errors.js';

/**
 * Refuses tokens for a part of the asset, for what is made of all of it.
 * @throws OnplayError `clip_unsupported`.
 */
export function refuseClip({ clip }: PlaybackScope): void {
  if (!clip) return;
  throw new OnplayError('clip_unsupported', {
    publicDetail: 'The playback token is for a part of the asset, of which there is nothing in this form.',
  });
}
