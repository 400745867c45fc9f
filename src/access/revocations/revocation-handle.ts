/** The names of those who may not play any more, as edges know them too. */
import { createHash } from 'node:crypto';

/** 32 hex digits that name a viewer, from the JSON text of the name as it stands in a grant's payload. */
export function viewerRevocationHandle(viewer: string): string {
  return handle('viewer', JSON.stringify(viewer).slice(1, -1));
}

/** 32 hex digits that name a token. @param token as `tokenHandle` gives it. */
export function tokenRevocationHandle(token: string): string {
  return handle('token', token);
}

function handle(kind: string, text: string): string {
  return createHash('sha256').update(`${kind}\n${text}`).digest('hex').slice(0, 32);
}
