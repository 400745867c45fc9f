/** Finds the rules that a session fits, at a cost that does not grow with how many rules there are. */
import { placesOf } from '../../shared/asset-place.js';
import type { PlaybackScope } from '../tokens/scope.js';
import type { MarkRule } from './mark-rule.js';

export interface NamedRule extends MarkRule {
  readonly name: string;
}

/** Of a session's token. */
type Session = Pick<PlaybackScope, 'asset' | 'viewer' | 'tenant'>;

const NONE: readonly NamedRule[] = [];

export class RuleIndex {
  /** Each rule stands in one of them: by the first of these that it names. */
  readonly #byViewer: ReadonlyMap<string, readonly NamedRule[]>;
  readonly #byPlace: ReadonlyMap<string, readonly NamedRule[]>;
  readonly #byTenant: ReadonlyMap<string, readonly NamedRule[]>;

  constructor(rules: readonly NamedRule[]) {
    const { viewer = [], place = [], tenant = [] } = Object.groupBy(rules.map(spelledAlike), keyOf);
    this.#byViewer = Map.groupBy(viewer, (rule) => rule.viewer ?? '');
    this.#byPlace = Map.groupBy(place, (rule) => rule.asset ?? '');
    this.#byTenant = Map.groupBy(tenant, (rule) => rule.tenant ?? '');
  }

  /** Those of which a session fits all that they name, by their names. */
  matching(given: Session): readonly NamedRule[] {
    const session = spelledAlike(given);
    const places = placesOf(session.asset);
    const found = [
      ...(this.#byViewer.get(session.viewer ?? '') ?? NONE),
      ...places.flatMap((place) => this.#byPlace.get(place) ?? NONE),
      ...(this.#byTenant.get(session.tenant ?? '') ?? NONE),
    ];
    return found.filter((rule) => fits(rule, session, places)).sort(byName);
  }
}

/** Names of viewers and tenants as those of assets, in normal form C: who types a name need not spell it as the token service does. */
function spelledAlike<T extends Pick<Session, 'viewer' | 'tenant'>>(named: T): T {
  const { viewer, tenant } = named;
  return {
    ...named,
    ...(viewer !== undefined && { viewer: viewer.normalize('NFC') }),
    ...(tenant !== undefined && { tenant: tenant.normalize('NFC') }),
  };
}

/** Few sessions share a viewer, more an asset, most a tenant. */
function keyOf({ viewer, asset }: NamedRule): 'viewer' | 'place' | 'tenant' {
  if (viewer !== undefined) return 'viewer';
  return asset === undefined ? 'tenant' : 'place';
}

function fits(rule: NamedRule, session: Session, places: readonly string[]): boolean {
  return (
    (rule.viewer === undefined || rule.viewer === session.viewer) &&
    (rule.tenant === undefined || rule.tenant === session.tenant) &&
    (rule.asset === undefined || places.includes(rule.asset))
  );
}

export function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}
