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

/**
 * `encoder_output_malformed`: the output of an encoder is not a complete, consistent fragmented MP4. The segment must be
 * encoded again. `reason` is for the log only.
 */
export function encoderOutputMalformed(reason: string): OnplayError {
  return new OnplayError('encoder_output_malformed', {
    publicDetail: 'The encoder wrote incomplete or inconsistent media. Request the segment again.',
    retryable: true,
    cause: new Error(reason),
  });
}
