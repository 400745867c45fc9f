/** Fingerprints of viewers and tokens. Edges compute the same ones (cdn/nginx/grant.js). */
import { createHash } from 'node:crypto';

/** 32 hex digits for a viewer, computed from its name as JSON escapes it, which is how edges find it in a grant. */
export function viewerFingerprint(viewer: string): string {
  return fingerprint('viewer', JSON.stringify(viewer).slice(1, -1));
}

/** 32 hex digits for a token. @param token as `tokenName` returns it. */
export function tokenFingerprint(token: string): string {
  return fingerprint('token', token);
}

function fingerprint(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}\n${text}`).digest('hex').slice(0, 32);
}
