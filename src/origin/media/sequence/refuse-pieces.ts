import type { PlaybackScope } from '../../../access/index.js';
import { OnplayError } from '../../../shared/errors.js';

/**
 * Refuses tokens with pieces, for what is made of one stretch of an asset.
 * @throws OnplayError `sequence_unsupported`.
 */
export function refusePieces({ pieces }: PlaybackScope): void {
  if (pieces) throw sequenceUnsupported();
}

/**
 * Refuses tokens with pieces, inserts or ads, for what has to have them and does not.
 * @throws OnplayError `sequence_unsupported`.
 */
export function refuseSequences(scope: PlaybackScope): void {
  refusePieces(scope);
  if (scope.ads || (scope.inserts && scope.inserts.length > 0)) throw sequenceUnsupported();
}

/** Returns the error for what is not made of several parts. */
export function sequenceUnsupported(): OnplayError {
  return new OnplayError('sequence_unsupported', {
    publicDetail: 'The playback token has pieces, inserts or ads, with which there is nothing in this form.',
  });
}
