import { OnplayError } from '../../shared/errors.js';

/** What came out of an encode is not what was asked for; it is dropped, and the log says why. */
export function segmentInvalid(reason: string): OnplayError {
  return new OnplayError('segment_invalid', {
    publicDetail: 'This segment could not be made from the master as it should be.',
    cause: new Error(reason),
  });
}
