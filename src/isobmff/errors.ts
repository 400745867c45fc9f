import { OnplayError } from '../shared/errors.js';

/**
 * A value that the file format or the manifest cannot hold: a picture wider than 65535, a time beyond 2^53, a
 * fragment without samples. It says something about the master or the configuration, so trying again does not help.
 */
export function packagingImpossible(reason: string): OnplayError {
  return new OnplayError('packaging_impossible', {
    publicDetail: `This media cannot be packaged: ${reason}. Check the master with "onplay inspect".`,
  });
}

/** What an encoder wrote is not a whole, consistent fragmented MP4; the segment has to be encoded again. */
export function encoderOutputMalformed(reason: string): OnplayError {
  return new OnplayError('encoder_output_malformed', {
    publicDetail: 'The encoder wrote incomplete or inconsistent media. Request the segment again.',
    retryable: true,
    cause: new Error(reason),
  });
}
