/** How the output of an encoder is read: strictly, and with an error that has the segment encoded again. */
import { type Box, type BoxRules, boxesOf } from '../../isobmff/index.js';
import { OnplayError } from '../../shared/errors.js';

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

const ENCODER_OUTPUT_RULES: BoxRules = {
  isStrict: true,
  maxSiblings: Number.POSITIVE_INFINITY,
  malformed: encoderOutputMalformed,
  tooComplex: encoderOutputMalformed,
};

/**
 * Returns what an encoder wrote as a box whose children fill it.
 * @throws OnplayError `encoder_output_malformed` when they are read.
 */
export function encoderBoxes(bytes: Uint8Array): Box {
  return boxesOf(bytes, ENCODER_OUTPUT_RULES);
}
