import { OnplayError } from '../../shared/errors.js';

/** What playback tokens are verified with; which of the two also fixes the signature algorithms. */
export type TokenKeySource =
  /** HS256 with this shared secret of at least 32 bytes. */
  | { readonly kind: 'secret'; readonly secret: string }
  /** RS256 or ES256 with the keys at an `https:` URL (`http:` on loopback) or in a file (absolute path). */
  | { readonly kind: 'jwks'; readonly location: string };

/** The configuration problem of a command that needs a token key when none, or both, are set. */
export const TOKEN_KEY_PROBLEM =
  'ONPLAY_TOKEN_SECRET or ONPLAY_TOKEN_JWKS: expected exactly one of the two to be set';

/**
 * The key of a configuration in which it is optional.
 * @throws OnplayError `config_invalid` if there is none.
 */
export function requireTokenKey({ tokenKey }: { readonly tokenKey?: TokenKeySource }): TokenKeySource {
  if (tokenKey !== undefined) return tokenKey;
  throw new OnplayError('config_invalid', {
    publicDetail: `The configuration cannot be used:\n- ${TOKEN_KEY_PROBLEM} (see docs/settings.md)`,
  });
}
