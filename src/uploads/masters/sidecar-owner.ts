/** Which master a file beside it belongs to, by the rules that the stores find it by. */
import { basename } from 'node:path';
import type { AssetId } from '../../shared/asset-id.js';
import { ignoredSidecarText, type Master, type MasterStore, parseSidecarName } from '../../stores/index.js';
import { sidecarNameInvalid, sidecarUnknown, sidecarWithoutMaster } from '../upload-errors.js';
import type { IncomingSidecar } from './incoming.js';

/**
 * The asset with the longest name that the file's begins with. A dub is none: what has its name belongs to the film.
 * @throws OnplayError `sidecar_without_master`; `sidecar_name_invalid` where a word of its name has no meaning.
 */
export async function ownerOf({ file, assets }: IncomingSidecar, store: MasterStore): Promise<AssetId> {
  const masters = await mastersOf(assets, store);
  const owner = masters.find((master) => !masters.some((film) => isDubOf(master, film)));
  if (!owner) throw sidecarWithoutMaster();
  const name = basename(file);
  const named = parseSidecarName(basename(owner.asset), name);
  if (typeof named === 'string') throw sidecarNameInvalid(ignoredSidecarText({ name, problem: named }));
  return owner.asset as AssetId;
}

/** A file in the directory of a master. */
export interface BesideFile {
  /** As it is stored. */
  readonly name: string;
  /** Absent for one that is not used. */
  readonly bytes?: number;
}

/** A file beside a master, also one that is not used. @throws OnplayError `sidecar_unknown`. */
export function besideFile(master: Master, name: string): BesideFile {
  const wanted = name.normalize('NFC');
  const beside = besideFiles(master, () => true).find((file) => file.name.normalize('NFC') === wanted);
  if (!beside) throw sidecarUnknown();
  return beside;
}

/** Not used, and yet of this master and of nothing else. */
const OWN: ReadonlySet<string> = new Set(['duplicate', 'too_large', 'too_many', 'unreadable']);

/** What goes with a master: its sidecars, and what would be one but for another or its size. */
export function ownFiles(master: Master): readonly BesideFile[] {
  return besideFiles(master, (problem) => OWN.has(problem));
}

function besideFiles({ sidecars }: Master, isMeant: (problem: string) => boolean): readonly BesideFile[] {
  const { files = [], ignored = [] } = sidecars ?? {};
  return [
    ...files.map(({ name, size }) => ({ name, bytes: size })),
    ...ignored.filter(({ problem }) => isMeant(problem)).map(({ name }) => ({ name })),
  ];
}

async function mastersOf(assets: readonly AssetId[], store: MasterStore): Promise<readonly Master[]> {
  const found: Master[] = [];
  for (const asset of assets) {
    const master = await store.find(asset, { bypassCache: true });
    if (master) found.push(master);
  }
  return found;
}

function isDubOf(master: Master, film: Master): boolean {
  const files = film.sidecars?.files ?? [];
  return film !== master && files.some(({ role, file }) => role === 'audio' && isSameFile(file, master));
}

function isSameFile(a: Master, b: Master): boolean {
  return a.object ? a.object.key === b.object?.key : a.localPath === b.localPath;
}
