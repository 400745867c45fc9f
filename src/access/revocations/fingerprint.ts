/** The names of those who may not play any more, as edges know them too. */
import { createHash } from 'node:crypto';

/** 32 hex digits that name a viewer, from the JSON text of the name as it stands in a grant's payload. */
export function viewerFingerprint(viewer: string): string {
  return fingerprint('viewer', JSON.stringify(viewer).slice(1, -1));
}

/** 32 hex digits that name a token. @param token as `tokenHandle` gives it. */
export function tokenFingerprint(token: string): string {
  return fingerprint('token', token);
}

function fingerprint(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}\n${text}`).digest('hex').slice(0, 32);
}
