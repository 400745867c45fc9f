import { OnplayError } from '../../shared/errors.js';

/** Returns the error for text that is more than a segment may have burned in. */
export function burnTooLarge(): OnplayError {
  return new OnplayError('burn_too_large', {
    publicDetail:
      'The subtitles of this segment are larger, or more, than can be burned in. The video plays without burn; other segments may play with it.',
  });
}
