/** The errors of playback tokens. Each public detail says what to do. */
import { OnplayError } from '../../shared/errors.js';

const details = {
  token_missing: 'This asset needs a playback token. Add ?token= and the token to the URL.',
  token_malformed: 'The playback token cannot be read. Check that the whole token is in the URL.',
  token_forged:
    'The signature of the playback token is wrong. Check that it was signed with the key and the algorithm this origin is configured for.',
  token_expired: 'The playback token has expired. Ask for a new one.',
  token_not_yet_valid: 'The playback token is not valid yet. Try again later, and compare the clocks.',
  token_wrong_asset: 'The playback token is for another asset. Its claim sub has to be the name of this one.',
  token_wrong_audience: 'The playback token is for another service. Its claim aud has to be "onplay".',
  token_wrong_ip: 'The playback token may not be used from this network.',
  token_wrong_referrer:
    'The playback token may not be used on this site, or the page hides which site it is.',
  token_revoked: 'The playback token was revoked. Ask for a new one.',
  download_forbidden: 'The playback token allows no downloads. Its claim download has to be true.',
  token_keys_unavailable: 'The keys that verify playback tokens cannot be read right now. Try again.',
} as const;

type TokenErrorCode = keyof typeof details;

/** The error of a code, with its standard detail unless a more specific one is given. */
export function tokenError(
  code: TokenErrorCode,
  more: { readonly detail?: string; readonly cause?: unknown } = {},
): OnplayError {
  return new OnplayError(code, {
    publicDetail: more.detail ?? details[code],
    retryable: code === 'token_keys_unavailable',
    about: code === 'token_keys_unavailable' ? 'moment' : 'subject',
    cause: more.cause,
  });
}
