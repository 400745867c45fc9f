import { OnplayError } from '../../../shared/errors.js';
import { MAX_TEXT_SAMPLES, type ShownSample } from '../../../tracks/index.js';
import { notPlayedReason } from '../tracks/not-played-reasons.js';

/**
 * The samples of a text, or why it is not read: a film is played without it, also where an index has no room for it.
 * @throws what is not about the master.
 */
export function shownOrReason(result: PromiseSettledResult<ShownSample[]>): ShownSample[] | string {
  if (result.status === 'fulfilled')
    return result.value.length > MAX_TEXT_SAMPLES
      ? `it has more than ${MAX_TEXT_SAMPLES} samples`
      : result.value;
  const { reason } = result;
  if (!(reason instanceof OnplayError && reason.about === 'subject')) throw reason;
  return notPlayedReason(reason);
}
