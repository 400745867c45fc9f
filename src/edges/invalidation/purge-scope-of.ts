import type { PurgeScope } from '../../segments/index.js';
import type { InvalidationTarget } from '../surrogate-keys.js';

/** What of an origin a target covers. */
export function purgeScopeOf(target: InvalidationTarget): PurgeScope {
  const { kind, ...scope } = target;
  return scope;
}
