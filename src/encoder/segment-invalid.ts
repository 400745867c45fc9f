import { OnplayError } from '../shared/errors.js';

/** `segment_invalid`: the produced segment is not the expected one and is dropped; `reason` is for the log. */
export function segmentInvalid(reason: string): OnplayError {
  return new OnplayError('segment_invalid', {
    publicDetail: 'This segment could not be produced correctly from the master.',
    cause: new Error(reason),
  });
}
