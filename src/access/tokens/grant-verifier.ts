/** Verifies grants and caches those with a valid signature: a player sends the same grant hundreds of times. */
import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { grantRuleError, verifyGrant } from './grant.js';
import { type BrokenRule, brokenRule, type PlaybackScope, type RequestContext } from './scope.js';

/** A few hundred bytes each. */
const MAX_REMEMBERED = 10_000;

export class GrantVerifier {
  readonly #key: KeyObject;
  readonly #isRevoked: (scope: PlaybackScope) => boolean;
  readonly #genuine = new LRUCache<string, PlaybackScope>({ max: MAX_REMEMBERED });

  /** @param isRevoked called for every request. */
  constructor(key: KeyObject, isRevoked: (scope: PlaybackScope) => boolean) {
    this.#key = key;
    this.#isRevoked = isRevoked;
  }

  /**
   * The scope of a grant that the request may use now. Only the signature check is cached; expiry, network, site and
   * revocation are checked every time.
   * @throws OnplayError as `verifyGrant`, and `grant_revoked`.
   */
  verify(grant: string, request: RequestContext): PlaybackScope {
    // No asset id contains NUL.
    const name = `${request.asset}\0${grant}`;
    const known = this.#genuine.get(name);
    const scope = known ?? verifyGrant(this.#key, grant, request);
    if (!known) this.#genuine.set(name, scope);
    const broken = this.brokenRule(scope, request);
    if (broken !== undefined) throw grantRuleError(broken);
    return scope;
  }

  /** The rule that forbids the request to use a genuine grant, or undefined. */
  brokenRule(scope: PlaybackScope, request: RequestContext): BrokenRule | 'revoked' | undefined {
    return brokenRule(scope, request) ?? (this.#isRevoked(scope) ? 'revoked' : undefined);
  }
}
