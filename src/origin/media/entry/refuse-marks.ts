import { OnplayError } from '../../../shared/errors.js';

/** Returns the error for what is not made with marks. */
export function marksUnsupported(): OnplayError {
  return new OnplayError('marks_unsupported', {
    publicDetail: 'The playback token has marks (overlays), with which there is nothing in this form.',
  });
}
