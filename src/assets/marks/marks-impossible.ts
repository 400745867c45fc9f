import { OnplayError } from '../../shared/errors.js';

/** Returns the error for marks that a video cannot have. @param why as sentences. */
export function marksImpossible(why: string): OnplayError {
  return new OnplayError('marks_impossible', {
    publicDetail: `The video cannot have the marks of the session. ${why}`,
  });
}
