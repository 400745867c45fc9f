/** How long the copy of a stream may get: what is decoded has silence where a file has nothing. Pure. */
import type { OnplayError } from '../../shared/errors.js';
import { damaged, durationUnsupported } from '../../tracks/index.js';

interface CopyLimits {
  /** Of a copy of anything. */
  readonly maxSeconds: number;
  /** Of the file, where what is copied is decoded. */
  readonly bytes?: number;
}

/**
 * Bits that a second of audio has at least, with its container: the sparest, of speech whose pauses are left out, has twice as many. Without
 * that, a file of 150 kB that states a day would cost a minute of a processor.
 */
const LEAST_BITS_PER_SECOND = 100;

/** Why a stream is not copied any further; undefined while it may be. @param seconds that are copied. */
export function excessOf(seconds: number, { maxSeconds, bytes }: CopyLimits): OnplayError | undefined {
  if (seconds > maxSeconds) return durationUnsupported();
  const isSparse = bytes !== undefined && seconds * LEAST_BITS_PER_SECOND > bytes * 8;
  return isSparse ? damaged('a track lasts far longer than what is in it') : undefined;
}
