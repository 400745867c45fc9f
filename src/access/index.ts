/** Who may play: tokens (RFC 7519), grants and revocations. */

export { tokenFingerprint, viewerFingerprint } from './revocations/fingerprint.js';
export type { Revocation } from './revocations/revocation.js';
export { Revocations } from './revocations/revocations.js';
export { ensureSecretFile } from './secrets.js';
export { grantExpirySeconds, issueGrant } from './tokens/grant.js';
export { type EdgeKeys, edgeKeys, signingKeyOf } from './tokens/grant-key.js';
export { GrantVerifier } from './tokens/grant-verifier.js';
export type { PlaybackScope, RequestContext, TokenLimits } from './tokens/scope.js';
export { parseClaims, parseDuration, signToken } from './tokens/sign-token.js';
export { tokenError } from './tokens/token-errors.js';
export { requireTokenKey, TOKEN_KEY_PROBLEM, type TokenKeySource } from './tokens/token-key.js';
export { tokenName } from './tokens/token-name.js';
export { createTokenVerifier, type TokenVerifier } from './tokens/token-verifier.js';
