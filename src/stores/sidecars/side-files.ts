/**
 * Whose sidecars the files of one folder are. A file belongs to the asset with the longest name that its own begins with:
 * `v1.2.en.vtt` to `v1.2`, not to `v1`. An asset has a master of that name; of audio, one with the extension of video.
 *
 * Audio that belongs to an asset, a dub, is not listed as one itself; under its own name it is found as ever.
 */
import { assetName, fileNamed } from '../master-names.js';
import { isVideoFile } from '../media-extensions.js';
import { type ChosenSidecars, chooseSidecars, NO_SIDECARS } from './choose-sidecars.js';
import { sidecarRole } from './sidecar-formats.js';
import { parseSidecarName } from './sidecar-name.js';

/** File name by asset name, as `MasterNames` gives it. */
type Files = ReadonlyMap<string, string>;

/** A language and two words; what has more parts behind an asset's name is no sidecar of it. */
const MAX_TAGS = 8;
/** Names that are looked at before other work has its turn: about a millisecond. */
const NAMES_AT_ONCE = 500;

export interface SideFiles {
  /** Names of assets that are dubs. */
  readonly dubs: ReadonlySet<string>;
  /** By the name of an asset. */
  readonly sidecars: ReadonlyMap<string, ChosenSidecars>;
}

/** Collects the files of a folder, which are added one by one. */
export class SideFileNames {
  readonly #audio: string[] = [];
  readonly #others: string[] = [];

  add(fileName: string): void {
    const role = sidecarRole(fileName);
    // Without a tag it is no dub, and most audio has none.
    if (role === 'audio' && assetName(fileName).includes('.')) this.#audio.push(fileName);
    else if (role !== undefined && role !== 'audio') this.#others.push(fileName);
  }

  /** @param files all masters of the folder. */
  async finish(files: Files): Promise<SideFiles> {
    const found = new FoundSideFiles(files);
    await eachInTurn(this.#audio, (name) => found.addAudio(name));
    await eachInTurn(this.#others, (name) => found.add(name));
    const sidecars = new Map<string, ChosenSidecars>();
    await eachInTurn([...found.byAsset], ([asset, names]) => {
      const side = chooseSidecars(asset, names);
      if (side.chosen.length + side.ignored.length > 0) sidecars.set(asset, side);
    });
    return { dubs: dubNames(files, found.dubs), sidecars };
  }
}

class FoundSideFiles {
  readonly byAsset = new Map<string, string[]>();
  /** File names. */
  readonly dubs = new Set<string>();

  constructor(private readonly files: Files) {}

  addAudio(fileName: string): void {
    const asset = dubbedAsset(this.files, fileName);
    if (asset === undefined) return;
    this.dubs.add(fileName);
    this.#give(asset, fileName);
  }

  /** A dub may have sidecars too, for who asks for it by its name; the film that it belongs to has them as well. */
  add(fileName: string): void {
    for (const asset of basesOf(assetName(fileName))) {
      const file = fileNamed(this.files, asset);
      if (file === undefined) continue;
      this.#give(asset, fileName);
      if (!this.dubs.has(file)) return;
    }
  }

  #give(asset: string, fileName: string): void {
    const names = this.byAsset.get(asset);
    if (names) names.push(fileName);
    else this.byAsset.set(asset, [fileName]);
  }
}

/** The sidecars of one asset. @param fileNames of all files whose names begin with the asset's, its master's included. */
export async function sideFilesOf(
  asset: string,
  files: Files,
  fileNames: Iterable<string>,
): Promise<ChosenSidecars> {
  const names = new SideFileNames();
  for (const fileName of fileNames) names.add(fileName);
  return (await names.finish(files)).sidecars.get(asset) ?? NO_SIDECARS;
}

/** The names in `files` of those that are dubs. */
export function dubsAmong(files: Files): ReadonlySet<string> {
  const isDub = (file: string) => assetName(file).includes('.') && dubbedAsset(files, file) !== undefined;
  return dubNames(files, [...files.values()].filter(isDub));
}

/** The names of assets in a list. @param withDubs see `ListOptions`. */
export function* listedNames(files: Files, dubs: ReadonlySet<string>, withDubs: boolean): Generator<string> {
  for (const [name, file] of files) {
    if (!dubs.has(name)) yield name;
    else if (withDubs) yield file.normalize('NFC');
  }
}

/** @param dubs file names. */
function dubNames(files: Files, dubs: Iterable<string>): ReadonlySet<string> {
  const namesOf = (file: string) => [assetName(file), file.normalize('NFC')];
  return new Set([...dubs].flatMap((file) => namesOf(file).filter((name) => files.get(name) === file)));
}

/** The asset that a file is audio of; undefined for any other file. */
function dubbedAsset(files: Files, fileName: string): string | undefined {
  if (sidecarRole(fileName) !== 'audio') return undefined;
  for (const asset of basesOf(assetName(fileName))) {
    const file = fileNamed(files, asset);
    if (file === undefined || !isVideoFile(file)) continue;
    return typeof parseSidecarName(asset, fileName) === 'object' ? asset : undefined;
  }
  return undefined;
}

/** The names of assets that a file may belong to, the longest first: its own without the extension, then without its tags. */
export function* basesOf(stem: string): Generator<string> {
  let base = stem;
  for (let tags = 0; tags <= MAX_TAGS && base !== ''; tags++) {
    yield base;
    base = base.slice(0, Math.max(0, base.lastIndexOf('.')));
  }
}

async function eachInTurn<T>(items: readonly T[], work: (item: T) => void): Promise<void> {
  for (const [i, item] of items.entries()) {
    if (i > 0 && i % NAMES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    work(item);
  }
}
