import { OnplayError } from '../../shared/errors.js';

/** Returns the error for a clip that an asset does not have. @param publicDetail why. */
export function clipImpossible(publicDetail: string): OnplayError {
  return new OnplayError('clip_impossible', { publicDetail });
}
