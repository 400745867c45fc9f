/** Which of the files beside a master are its sidecars, in a stable order. */
import type { IgnoredSidecar, NamedSidecar, SidecarRole } from './sidecar.js';
import { formatRank } from './sidecar-formats.js';
import { parseSidecarName } from './sidecar-name.js';

/** Of one asset: subtitles in every language that a film is sold in are some fifty. Each costs a look at a file. */
const MAX_SIDECARS = 200;
/** How many are named that are not used; the rest would say the same. */
const MAX_IGNORED = 50;

const ROLES: readonly SidecarRole[] = ['text', 'audio', 'poster', 'metadata'];

export interface ChosenSidecars {
  readonly chosen: readonly NamedSidecar[];
  readonly ignored: readonly IgnoredSidecar[];
}

export const NO_SIDECARS: ChosenSidecars = { chosen: [], ignored: [] };

/**
 * Depends on the names alone, so that every process chooses the same.
 * @param asset see `parseSidecarName`, as for the file names.
 */
export function chooseSidecars(asset: string, fileNames: readonly string[]): ChosenSidecars {
  const named: NamedSidecar[] = [];
  const ignored: IgnoredSidecar[] = [];
  for (const name of fileNames) {
    const parsed = parseSidecarName(asset, name);
    if (typeof parsed === 'string') ignored.push({ name, problem: parsed });
    else if (parsed) named.push(parsed);
  }
  const byPurpose = new Map<string, NamedSidecar>();
  for (const sidecar of named.sort(byPreference)) {
    const purpose = purposeOf(sidecar);
    if (byPurpose.has(purpose)) ignored.push({ name: sidecar.name, problem: 'duplicate' });
    else byPurpose.set(purpose, sidecar);
  }
  const chosen = [...byPurpose.values()].sort(inOrder);
  for (const { name } of chosen.splice(MAX_SIDECARS)) ignored.push({ name, problem: 'too_many' });
  ignored.sort((a, b) => compare(a.name, b.name));
  return { chosen, ignored: ignored.slice(0, MAX_IGNORED) };
}

function purposeOf({ role, language, forced, sdh, description }: NamedSidecar): string {
  return [role, language, forced, sdh, description].join();
}

/** The format, then lower case before upper case, then the order of code units. */
function byPreference(a: NamedSidecar, b: NamedSidecar): number {
  return (
    formatRank(a.role, a.format) - formatRank(b.role, b.format) ||
    Number(a.name !== a.name.toLowerCase()) - Number(b.name !== b.name.toLowerCase()) ||
    compare(a.name, b.name)
  );
}

function inOrder(a: NamedSidecar, b: NamedSidecar): number {
  return ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || compare(purposeOf(a), purposeOf(b));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
