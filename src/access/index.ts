/**
 * Who may play what: playback tokens (RFC 7519), the grants in media URLs and the revocations of both. Serves no HTTP:
 * callers pass in what a request shows of itself.
 */

// Rules for marks, which sessions have whatever their tokens say. `restore` throws `marks_unreadable`, `put` and `remove` `marks_full`,
// `marks_unknown`, `body_invalid` or `data_unwritable`.
export { ManagedMarks, type ManagedRule, type MarkChange } from './marks/managed-marks.js';
export { MARK_RULE_NAME, markRuleSchema } from './marks/mark-rule.js';
export { MarkRules } from './marks/mark-rules.js';
export { SharedMarkRules } from './marks/shared-mark-rules.js';
// Revocations: fingerprints are 32 hex digits that name a viewer or a token, here and at the edges; times are seconds since
// 1970. `add` throws `revocations_full` or `data_unwritable`; `restore` never rejects.
export { tokenFingerprint, viewerFingerprint } from './revocations/fingerprint.js';
export type { Revocation } from './revocations/revocation.js';
export { Revocations } from './revocations/revocations.js';
export { SharedRevocations } from './revocations/shared-revocations.js';
// A secret of 32 to 4096 bytes in a file of mode 600, which is created if it is missing. Throws `data_unwritable`.
export { ensureSecretFile } from './secrets.js';
// Grants: the proof in `/-/{grant}/…`, at most 4096 URL-safe characters, HMAC-SHA256 under a key that every process with the
// same token secret derives. Expiry is in seconds since 1970. `edgeKeys` throws `data_unwritable` or `config_invalid`;
// `GrantVerifier` throws `grant_malformed`, `_forged`, `_expired`, `_wrong_ip`, `_wrong_referrer` or `_revoked`.
export { grantExpirySeconds, issueGrant } from './tokens/grant.js';
// `traceSecret` is what hidden marks follow from, `gainSeal` what seals audio with a gain; edges do not get them.
export { type EdgeKeys, edgeKeys, gainSeal, signingKeyOf, traceSecret } from './tokens/grant-key.js';
export { GrantVerifier } from './tokens/grant-verifier.js';
// What a token or a grant allows (limits in pixels and bit/s, expiry in seconds since 1970), and the request it is checked
// against.
export type { PlaybackScope, RequestContext, TokenLimits } from './tokens/scope.js';
// What a session plays one after another, signed: a list of pieces and inserts, or one ad of it. Throw `sequence_impossible`; `grant_malformed`, `grant_forged`.
export { issueAd, issueSequence, verifyAd, verifySequence } from './tokens/sequence-grant.js';
// Issues tokens for the command line and the demo: HS256 only, lifetimes from one second to 366 days. Throws
// `argument_invalid`.
export { parseClaims, parseDuration, signToken } from './tokens/sign-token.js';
// Verifies playback tokens: HS256 with the secret, or RS256 and ES256 with the JWKS, never both. Throws `token_…` errors;
// without either key `config_invalid`. `tokenName` identifies a token in 16 characters that are safe to log.
export { tokenError } from './tokens/token-errors.js';
export { requireTokenKey, type TokenKeySource } from './tokens/token-key.js';
export { tokenName } from './tokens/token-name.js';
export { createTokenVerifier, type TokenVerifier } from './tokens/token-verifier.js';
