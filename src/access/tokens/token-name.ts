import { createHash } from 'node:crypto';

/**
 * Identifies a token without disclosing it: 16 base64url characters. Hashes header and payload only, since the same
 * signature can often be encoded in several ways.
 * @param token in compact form (RFC 7515 7.1).
 */
export function tokenName(token: string): string {
  const signed = token.slice(0, token.lastIndexOf('.'));
  return createHash('sha256').update(signed).digest('base64url').slice(0, 16);
}
