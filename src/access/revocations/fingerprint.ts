/** Fingerprints of viewers and tokens. Edges compute the same ones (cdn/nginx/grant.js). */
import { createHash } from 'node:crypto';

/**
 * 32 hex digits for a viewer of a tenant; without one, for the viewers of all tenants by that name. Computed from names as JSON escapes
 * them, which is how edges find them in a grant: none has a line feed.
 */
export function viewerFingerprint(viewer: string, tenant?: string): string {
  const names = tenant === undefined ? [viewer] : [tenant, viewer];
  return fingerprint('viewer', names.map((name) => JSON.stringify(name).slice(1, -1)).join('\n'));
}

/** 32 hex digits for a token. @param token as `tokenName` returns it. */
export function tokenFingerprint(token: string): string {
  return fingerprint('token', token);
}

function fingerprint(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}\n${text}`).digest('hex').slice(0, 32);
}
