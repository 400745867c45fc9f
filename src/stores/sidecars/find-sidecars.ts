/** Looks at the files that were chosen as the sidecars of a master. */
import { createHash } from 'node:crypto';
import type { Master, StoredSidecar, StoredSidecars } from '../store.js';
import type { ChosenSidecars } from './choose-sidecars.js';
import type { IgnoredSidecar, NamedSidecar } from './sidecar.js';
import { maxSidecarBytes } from './sidecar-formats.js';

/** Files that the system is asked about at the same time. */
const LOOKS_AT_ONCE = 16;

/**
 * What is no longer there is left out; what cannot be read is ignored, so that it costs the master nothing. Never rejects.
 * @param find the file of a name in the folder of the master; undefined where there is none.
 */
export async function findSidecars(
  { chosen, ignored }: ChosenSidecars,
  find: (fileName: string) => Promise<Master | undefined>,
): Promise<StoredSidecars> {
  const files: StoredSidecar[] = [];
  const unusable: IgnoredSidecar[] = [];
  for (let i = 0; i < chosen.length; i += LOOKS_AT_ONCE) {
    const looks = chosen.slice(i, i + LOOKS_AT_ONCE).map((sidecar) => lookAt(sidecar, find));
    for (const look of await Promise.all(looks)) {
      if (look && 'problem' in look) unusable.push(look);
      else if (look) files.push(look);
    }
  }
  const allIgnored = [...ignored, ...unusable];
  return { files, ignored: allIgnored, revision: revisionOf(files, allIgnored) };
}

async function lookAt(
  sidecar: NamedSidecar,
  find: (fileName: string) => Promise<Master | undefined>,
): Promise<StoredSidecar | IgnoredSidecar | undefined> {
  const { name, role } = sidecar;
  try {
    const file = await find(name);
    if (!file) return undefined;
    if (file.size > maxSidecarBytes(role)) return { name, problem: 'too_large' };
    return { ...sidecar, version: file.version, size: file.size, file };
  } catch {
    return { name, problem: 'unreadable' };
  }
}

function revisionOf(files: readonly StoredSidecar[], ignored: readonly IgnoredSidecar[]): string {
  const facts = [files.map(({ name, version }) => [name, version]), ignored];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 20);
}
