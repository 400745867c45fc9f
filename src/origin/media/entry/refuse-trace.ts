import type { PlaybackScope } from '../../../access/index.js';
import { OnplayError } from '../../../shared/errors.js';

/**
 * Refuses tokens with a hidden mark, for what is made without any.
 * @throws OnplayError `trace_unsupported`.
 */
export function refuseTrace({ trace }: PlaybackScope): void {
  if (trace !== undefined) throw traceUnsupported();
}

/** Returns the error for what is not made with hidden marks. */
export function traceUnsupported(): OnplayError {
  return new OnplayError('trace_unsupported', {
    publicDetail: 'The playback token has a hidden mark (trace), with which there is nothing in this form.',
  });
}
