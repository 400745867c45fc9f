/** Invalidations that concern a viewer or a token, and no segments. */
import { tokenFingerprint, viewerFingerprint } from '../../access/index.js';
import type { InvalidationRequest, RevocationTarget } from './invalidation-request.js';

export function isRevocation(target: InvalidationRequest['target']): target is RevocationTarget {
  return target.kind === 'viewer' || target.kind === 'token';
}

export function fingerprintOf(target: RevocationTarget): string {
  if (target.kind === 'token') return tokenFingerprint(target.token);
  return viewerFingerprint(target.viewer, target.tenant);
}

/** In force from now on. */
export function revocationOf(target: RevocationTarget) {
  return {
    fingerprint: fingerprintOf(target),
    untilSeconds: Math.ceil(Date.now() / 1000) + target.seconds,
  };
}
