/** The keys that verify playback tokens. The configuration fixes the algorithms; a token never chooses them (RFC 8725 3.1). */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { loadJwks } from './jwks-location.js';
import { createKeySet } from './key-set.js';
import { requireTokenKey, type TokenKeySource } from './token-key.js';
import type { FindKey } from './verification-key.js';

/**
 * The keys of a configuration: the secret for HS256 only, or those of the JWKS for RS256 and ES256 only.
 *
 * @throws OnplayError `config_invalid` if neither is set
 */
export function signingKeys(config: { readonly tokenKey?: TokenKeySource }): FindKey {
  const source = requireTokenKey(config);
  if (source.kind === 'secret') {
    const key = secretKey(source.secret);
    return async ({ alg }) => (alg === 'HS256' ? { algorithm: 'HS256', key } : undefined);
  }
  return createKeySet({ load: () => loadJwks(source.location), nowMs: () => performance.now() });
}

/** The HMAC key of a secret: its UTF-8 bytes. */
export function secretKey(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret, 'utf8'));
}
