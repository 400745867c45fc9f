import { OnplayError } from '../shared/errors.js';

/**
 * `packaging_impossible`: a value that the file format or the manifest cannot express, such as a width above 65535, a time
 * beyond 2^53 or a fragment without samples. It is about the master or the configuration, so a retry does not help.
 */
export function packagingImpossible(reason: string): OnplayError {
  return new OnplayError('packaging_impossible', {
    publicDetail: `This media cannot be packaged: ${reason}. Check the master with "onplay inspect".`,
  });
}
