/** Who may play: tokens (RFC 7519), grants and revocations. */

export type { Revocation } from './revocations/revocation.js';
export { tokenRevocationHandle, viewerRevocationHandle } from './revocations/revocation-handle.js';
export { Revocations } from './revocations/revocations.js';
export { ensureSecretFile } from './secrets.js';
export { grantExpirySeconds, issueGrant } from './tokens/grant.js';
export { edgeKeys, signingKeyOf } from './tokens/grant-key.js';
export { GrantVerifier } from './tokens/grant-verifier.js';
export type { PlaybackScope, RequestContext, TokenLimits } from './tokens/scope.js';
export { parseClaims, parseDuration, signToken } from './tokens/sign-token.js';
export { tokenError } from './tokens/token-errors.js';
export { tokenHandle } from './tokens/token-handle.js';
export { requireTokenKey, TOKEN_KEY_PROBLEM, type TokenKeySource } from './tokens/token-key.js';
export { createTokenVerifier, type TokenVerifier } from './tokens/token-verifier.js';
