/** Grants, built from their documentation and not with the server's code. */
import { createHmac } from 'node:crypto';

/** The members of a grant, under their names in the payload. */
export interface GrantMembers {
  /** Expiry, in seconds since 1970. */
  readonly e?: number;
  readonly h?: number;
  readonly b?: number;
  readonly c?: string;
  readonly o?: string;
  readonly i?: string;
  readonly r?: readonly string[];
  readonly v?: string;
  readonly t?: string;
  readonly n?: string;
  readonly m?: number;
  readonly s?: string;
  readonly w?: string;
}

/** A grant for an asset, given by its path in URLs; valid for an hour by default. */
export function makeGrant(key: string, asset: string, members: GrantMembers = {}): string {
  const { e = Math.floor(Date.now() / 1000) + 3600, h, b, c, o, i, r, v, t, n, m, s, w } = members;
  return signed(key, asset, JSON.stringify({ e, h, b, c, o, i, r, v, t, n, m, s, w }));
}

/** Any payload with a valid signature. */
export function signed(key: string, asset: string, text: string): string {
  const payload = Buffer.from(text).toString('base64url');
  const mac = createHmac('sha256', key).update(`onplay grant v1\n${asset}\n${payload}`).digest();
  return `${payload}.${mac.subarray(0, 16).toString('base64url')}`;
}
