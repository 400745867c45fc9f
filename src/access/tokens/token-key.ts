import { configInvalid } from '../../shared/settings/config-invalid.js';
import { TOKEN_KEY_PROBLEM } from '../settings.js';

/** What playback tokens are verified with; which of the two also fixes the signature algorithms. */
export type TokenKeySource =
  /** HS256 with this shared secret of at least 32 bytes. */
  | { readonly kind: 'secret'; readonly secret: string }
  /** RS256 or ES256 with the keys at an `https:` URL (`http:` on loopback) or in a file (absolute path). */
  | { readonly kind: 'jwks'; readonly location: string };

/**
 * The key of a configuration in which it is optional.
 * @throws OnplayError `config_invalid` if there is none.
 */
export function requireTokenKey({ tokenKey }: { readonly tokenKey?: TokenKeySource }): TokenKeySource {
  if (tokenKey !== undefined) return tokenKey;
  throw configInvalid([TOKEN_KEY_PROBLEM]);
}
