/** Tokens that do not open the asset `film` for a client on this machine. */

import type { OptionalClaims } from '../../../../src/access/tokens/token-claims.js';
import type { Origin } from '../../../support/origin.js';
import type { Answer } from '../../conformance/exchange.js';

/** Each with the code of its problem. @param claims of all of them. */
export function refusedTokens(
  origin: Origin,
  claims: OptionalClaims = {},
): readonly (readonly [string, string])[] {
  return [
    [origin.token('subtitled', claims), 'token_wrong_asset'],
    [origin.token('film', claims, -5), 'token_expired'],
    [origin.token('film', { ...claims, ip: '192.0.2.0/24' }), 'token_wrong_ip'],
    [origin.token('film', { ...claims, referrer: ['example.com'] }), 'token_wrong_referrer'],
  ];
}

/** The code of a problem; of HEAD, which has no body, undefined. */
export function codeOf({ body }: Answer): string | undefined {
  return body.length === 0 ? undefined : (JSON.parse(body.toString()) as { code?: string }).code;
}
