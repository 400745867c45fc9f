/** Verifies grants, and remembers those whose signature was right: a player sends the same one hundreds of times. */
import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { grantRuleError, verifyGrant } from './grant.js';
import { brokenRule, type PlaybackScope, type RequestContext } from './scope.js';

/** Of some hundred bytes each. */
const MAX_REMEMBERED = 10_000;

export class GrantVerifier {
  readonly #key: KeyObject;
  readonly #genuine = new LRUCache<string, PlaybackScope>({ max: MAX_REMEMBERED });

  constructor(key: KeyObject) {
    this.#key = key;
  }

  /**
   * What a grant opens, if the request may use it now: only the signature is remembered, the rules are asked each time.
   * Throws what `verifyGrant` throws.
   */
  verify(grant: string, request: RequestContext): PlaybackScope {
    // No name of an asset has this character.
    const name = `${request.asset}\0${grant}`;
    const known = this.#genuine.get(name);
    if (!known) {
      const scope = verifyGrant(this.#key, grant, request);
      this.#genuine.set(name, scope);
      return scope;
    }
    const broken = brokenRule(known, request);
    if (broken !== undefined) throw grantRuleError(broken);
    return known;
  }
}
