import type { PlaybackScope } from '../../../access/index.js';
import { OnplayError } from '../../../shared/errors.js';

/**
 * Refuses tokens with marks, for what is made without any.
 * @throws OnplayError `marks_unsupported`.
 */
export function refuseMarks({ marks }: PlaybackScope): void {
  if (marks) throw marksUnsupported();
}

/** Returns the error for what is not made with marks. */
export function marksUnsupported(): OnplayError {
  return new OnplayError('marks_unsupported', {
    publicDetail: 'The playback token has marks (overlays), with which there is nothing in this form.',
  });
}
