import { encodeCancelled } from '../../shared/scheduler/errors.js';
import type { ByteSource } from '../../stores/index.js';
import { burnTooLarge } from './burn-too-large.js';

/** What is read of a file for the text of a segment: in a transport stream, other streams lie between the packets of a text. */
const MAX_READ_BYTES = 128 * 1024 * 1024;

/** The source for the text of one segment. Its reads throw OnplayError `burn_too_large` beyond a limit, and `encode_cancelled` when the signal aborts. */
export function textSource(source: ByteSource, signal: AbortSignal): Pick<ByteSource, 'read'> {
  let left = MAX_READ_BYTES;
  return {
    read: (offset, length) => {
      if (signal.aborted) throw encodeCancelled(signal.reason);
      left -= length;
      if (left < 0) throw burnTooLarge();
      return source.read(offset, length);
    },
  };
}
