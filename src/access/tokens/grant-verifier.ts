/** Verifies grants, and remembers those whose signature was right: a player sends the same one hundreds of times. */
import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { grantRuleError, verifyGrant } from './grant.js';
import { type BrokenRule, brokenRule, type PlaybackScope, type RequestContext } from './scope.js';

/** Of some hundred bytes each. */
const MAX_REMEMBERED = 10_000;

export class GrantVerifier {
  readonly #key: KeyObject;
  readonly #isRevoked: (scope: PlaybackScope) => boolean;
  readonly #genuine = new LRUCache<string, PlaybackScope>({ max: MAX_REMEMBERED });

  /** @param isRevoked asked each time. */
  constructor(key: KeyObject, isRevoked: (scope: PlaybackScope) => boolean) {
    this.#key = key;
    this.#isRevoked = isRevoked;
  }

  /**
   * What a grant opens, if the request may use it now: only the signature is remembered, the rules are asked each time.
   * @throws OnplayError what `verifyGrant` throws, and `grant_revoked`.
   */
  verify(grant: string, request: RequestContext): PlaybackScope {
    // No name of an asset has this character.
    const name = `${request.asset}\0${grant}`;
    const known = this.#genuine.get(name);
    const scope = known ?? verifyGrant(this.#key, grant, request);
    if (!known) this.#genuine.set(name, scope);
    const broken = this.brokenRule(scope, request);
    if (broken !== undefined) throw grantRuleError(broken);
    return scope;
  }

  /** What stands against the use of a grant whose signature was right; undefined where nothing does. */
  brokenRule(scope: PlaybackScope, request: RequestContext): BrokenRule | 'revoked' | undefined {
    return brokenRule(scope, request) ?? (this.#isRevoked(scope) ? 'revoked' : undefined);
  }
}
