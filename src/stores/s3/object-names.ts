/**
 * Which objects of a bucket are masters of which assets, by the same rules as in a folder (`master-names.ts`). A bucket has no
 * folders, only keys that begin alike, and each object is complete from the moment it is there.
 */
import { isAssetComponent, maximumBytes, maximumComponents } from '../../shared/asset-id.js';
import { MasterNames } from '../master-names.js';
import { mediaRank } from '../media-extensions.js';
import { dubsAmong, listedNames } from '../sidecars/side-files.js';

/** The folder of an asset's object, empty or ending in `/`, and the asset's name there. */
interface AssetLocation {
  readonly folder: string;
  readonly name: string;
}

/** Undefined for a name that no master can have, such as one with `..`. */
export function locationOf(asset: string): AssetLocation | undefined {
  const components = asset.split('/');
  const isPossible =
    components.length <= maximumComponents &&
    Buffer.byteLength(asset) <= maximumBytes &&
    components.every((component) => isAssetComponent(component));
  if (!isPossible) return undefined;
  const at = asset.lastIndexOf('/') + 1;
  return { folder: asset.slice(0, at), name: asset.slice(at) };
}

/** How the keys of an asset may be spelled, the preferred one first: Linux and browsers compose, macOS decomposes. */
export function spellings(text: string): readonly string[] {
  const decomposed = text.normalize('NFD');
  return decomposed === text ? [text] : [text, decomposed];
}

/** The masters among files of one folder: file name by asset name. */
export function mastersAmong(fileNames: Iterable<string>): ReadonlyMap<string, string> {
  const names = new MasterNames();
  for (const fileName of fileNames) if (mediaRank(fileName) !== undefined) names.add(fileName);
  return names.finish().files;
}

/** The assets of a bucket, from its keys without the prefix. */
export class ListedNames {
  /** By folder as it is spelled. */
  readonly #folders = new Map<string, MasterNames>();
  #count = 0;

  /** How many masters were added. */
  get count(): number {
    return this.#count;
  }

  /** Leaves out what is no master, and what no asset can be named after. */
  add(key: string): void {
    if (mediaRank(key) === undefined || !isOneSpelling(key)) return;
    const at = key.lastIndexOf('/') + 1;
    const folder = key.slice(0, at);
    const components = folder.split('/').slice(0, -1);
    if (components.length >= maximumComponents) return;
    if (!components.every((component) => isAssetComponent(component.normalize('NFC')))) return;
    const names = this.#folders.get(folder) ?? new MasterNames();
    this.#folders.set(folder, names);
    if (names.add(key.slice(at))) this.#count += 1;
  }

  /** All assets, sorted. Nothing may be added afterwards. @param withDubs see `ListOptions`. */
  assets(withDubs: boolean): string[] {
    const assets = new Set<string>();
    for (const [folder, names] of this.#folders) {
      const { files } = names.finish();
      for (const name of listedNames(files, dubsAmong(files), withDubs))
        assets.add(folder.normalize('NFC') + name);
    }
    return [...assets].filter((asset) => Buffer.byteLength(asset) <= maximumBytes).sort();
  }
}

/** Whether `spellings` finds it. */
function isOneSpelling(key: string): boolean {
  return key === key.normalize('NFC') || key === key.normalize('NFD');
}
