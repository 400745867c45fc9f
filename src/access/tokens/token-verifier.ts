/** Verifies playback tokens: JSON Web Tokens in compact form (RFC 7519, RFC 7515 7.1, with the advice of RFC 8725). */
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Mark } from '../../shared/marks/mark.js';
import { OverlayProblem } from '../../shared/marks/overlays-claim.js';
import { brokenRule, type PlaybackScope, type RequestContext } from './scope.js';
import { signingKeys } from './signing-keys.js';
import { restrictionsOf, type SignedClaims, tokenAudience, tokenClaimsSchema } from './token-claims.js';
import { tokenError } from './token-errors.js';
import type { TokenKeySource } from './token-key.js';
import {
  type FindRequiredOverlays,
  type RequiredOverlays,
  tokenMarks,
  withRequiredMarks,
} from './token-marks.js';
import { tokenName } from './token-name.js';
import type { FindKey, KeyHint, VerificationKey } from './verification-key.js';

const maximumTokenLength = 4096;
/** How far the issuer's clock may be ahead of ours. */
const notBeforeToleranceSeconds = 5;

/** Three parts; the last is empty in unsigned tokens. */
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** What is checked before the signature. */
const decodedSchema = z.object({
  header: z.object({
    alg: z.string().max(16),
    kid: z.string().max(256).optional(),
    // It names extensions that have to be understood, and none is supported here (RFC 7515 4.1.11).
    crit: z.undefined().optional(),
  }),
  payload: z.looseObject({}),
});

export interface TokenVerifier {
  /**
   * The scope of a token that the request may use.
   *
   * @throws OnplayError `token_missing`, `token_malformed`, `token_forged`, `token_expired`, `token_not_yet_valid`,
   * `token_wrong_audience`, `token_wrong_asset`, `token_wrong_ip`, `token_wrong_referrer`, `token_keys_unavailable`,
   * `marks_impossible`
   */
  verify(token: string | undefined, request: RequestContext): Promise<PlaybackScope>;
}

/**
 * The verifier for a configuration: HS256 with the secret only, or RS256 and ES256 with the JWKS only.
 *
 * @param required finds the marks that sessions have whatever their tokens say.
 * @throws OnplayError `config_invalid` if neither is configured
 */
export function createTokenVerifier(
  config: { readonly tokenKey?: TokenKeySource },
  required: FindRequiredOverlays = () => [],
  findKey: FindKey = signingKeys(config),
): TokenVerifier {
  return {
    async verify(token, request) {
      if (token === undefined || token === '') throw tokenError('token_missing');
      const key = await findKey(readHeader(token));
      if (key === undefined) throw tokenError('token_forged');
      const payload = genuinePayload(token, key);
      const claims = readClaims(payload);
      const scope = checkedScope(token, claims, request);
      return { ...scope, ...allMarks(claims, payload, required(scope)) };
    },
  };
}

function readHeader(token: string): KeyHint {
  if (token.length > maximumTokenLength || !compactForm.test(token)) throw tokenError('token_malformed');
  const decoded = decodedSchema.safeParse(decode(token));
  if (!decoded.success) throw tokenError('token_malformed');
  return decoded.data.header;
}

function decode(token: string): unknown {
  try {
    return jwt.decode(token, { complete: true });
  } catch (cause) {
    throw tokenError('token_malformed', { cause });
  }
}

/** Times are checked later: the library's clock tolerance would also extend the expiry. */
function genuinePayload(token: string, { key, algorithm }: VerificationKey): unknown {
  try {
    return jwt.verify(token, key, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true });
  } catch (cause) {
    throw tokenError('token_forged', { cause });
  }
}

/** Only an issuer that holds the key can get this far, so the detail may name the wrong claim. */
function readClaims(payload: unknown): SignedClaims {
  const claims = tokenClaimsSchema.safeParse(payload);
  if (claims.success) return claims.data;
  const problems = claims.error.issues.map(
    (issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`,
  );
  throw tokenError('token_malformed', {
    detail: `The playback token has wrong claims. ${problems.join('; ')}`,
  });
}

/** The marks of the token, and those that its sessions have whatever it says. @param payload is an object, since `claims` were read of it. */
function allMarks(
  claims: SignedClaims,
  payload: unknown,
  required: readonly RequiredOverlays[],
): Pick<PlaybackScope, 'marks'> {
  const all = payload as Readonly<Record<string, unknown>>;
  const marks = withRequiredMarks(ownMarks(claims, all), required, all);
  return marks ? { marks } : {};
}

function ownMarks(
  claims: SignedClaims,
  payload: Readonly<Record<string, unknown>>,
): readonly Mark[] | undefined {
  try {
    return tokenMarks(claims, payload);
  } catch (cause) {
    if (!(cause instanceof OverlayProblem)) throw cause;
    throw tokenError('token_malformed', {
      detail: `The playback token has wrong claims. ${cause.message}`,
      cause,
    });
  }
}

function checkedScope(token: string, claims: SignedClaims, request: RequestContext): PlaybackScope {
  if (![claims.aud].flat().includes(tokenAudience)) throw tokenError('token_wrong_audience');
  // Sites take it from file names, which some systems write decomposed.
  if (claims.sub.normalize('NFC') !== request.asset) throw tokenError('token_wrong_asset');
  if (claims.nbf !== undefined && request.nowSeconds + notBeforeToleranceSeconds < claims.nbf) {
    throw tokenError('token_not_yet_valid');
  }
  const scope = {
    asset: request.asset,
    token: tokenName(token),
    expiresAtSeconds: claims.exp,
    ...restrictionsOf(claims),
  };
  const broken = brokenRule(scope, request);
  if (broken !== undefined) throw tokenError(`token_${broken}`);
  return scope;
}
