/**
 * The names of a directory's masters. A file is the master of the asset that has its name without the extension, in Unicode
 * normalization form C (Unicode Standard Annex 15): `film.mp4` of `film`. Where several files have that name, the preferred one
 * has it, and each other is the master of the asset that has its whole name: `film.mkv`.
 */
import { basename, extname } from 'node:path';
import { isAssetComponent } from '../shared/asset-id.js';
import { mediaRank } from './media-extensions.js';

/** The name of the asset whose master a file is: its base name without the extension, in normalization form C. */
export function assetName(fileName: string): string {
  return basename(fileName, extname(fileName)).normalize('NFC');
}

/** Several files of one name. */
export interface Choice {
  /** File names: the one that has the short name, and those that have their whole name. */
  readonly preferred: string;
  readonly others: readonly string[];
  /** File names to which no name leads: another file has the name in a different Unicode form, or without an extension. */
  readonly hidden: readonly string[];
}

/** Gives names to the masters of one directory, which are added one by one, so that a large one can be read in batches. */
export class MasterNames {
  readonly #files = new Map<string, string>();
  /** All files of a name that several files have. */
  readonly #several = new Map<string, string[]>();

  /** Returns false, and adds nothing, where no asset can have the file's name. */
  add(fileName: string): boolean {
    const name = assetName(fileName);
    if (!isAssetComponent(name)) return false;
    const first = this.#files.get(name);
    if (first === undefined) this.#files.set(name, fileName);
    else this.#several.set(name, [...(this.#several.get(name) ?? [first]), fileName]);
    return true;
  }

  /** File names that would take a name from another file, which is still there. @param previous as `finish` returned it. */
  newcomers(previous: ReadonlyMap<string, string>): readonly string[] {
    return [...this.#several].flatMap(([name, files]) => {
      const kept = previous.get(name);
      if (kept === undefined || !files.includes(kept)) return [];
      return files.filter((file) => byPreference(file, kept) < 0);
    });
  }

  /**
   * File name by asset name, and where there was a choice. Nothing may be added afterwards.
   * @param last file names that come after all others.
   */
  finish(last: ReadonlySet<string> = new Set()) {
    const order = (a: string, b: string) => Number(last.has(a)) - Number(last.has(b)) || byPreference(a, b);
    const choices = [...this.#several].map(([name, files]) => this.#choose(name, files.sort(order)));
    return { files: this.#files as ReadonlyMap<string, string>, choices };
  }

  #choose(name: string, [preferred = '', ...rest]: readonly string[]): Choice {
    this.#files.set(name, preferred);
    const others: string[] = [];
    const hidden: string[] = [];
    for (const file of rest) {
      const wholeName = file.normalize('NFC');
      const isFree =
        wholeName !== preferred.normalize('NFC') &&
        !this.#files.has(wholeName) &&
        isAssetComponent(wholeName);
      (isFree ? others : hidden).push(file);
      if (isFree) this.#files.set(wholeName, file);
    }
    return { preferred, others, hidden };
  }
}

/**
 * The file of an asset in its directory; undefined if there is none. The whole name of a file leads to it also where it has the
 * short one: a link with an extension is not affected by what is stored beside the file later.
 */
export function fileNamed(files: ReadonlyMap<string, string>, name: string): string | undefined {
  const file = files.get(name);
  if (file !== undefined) return file;
  const preferred = files.get(assetName(name));
  return preferred?.normalize('NFC') === name ? preferred : undefined;
}

/**
 * Depends on the names alone, so that every process chooses the same file, also after a restart: the extension, then lower case
 * before upper case, then the composed spelling before others, then the order of code units.
 */
function byPreference(a: string, b: string): number {
  return (
    (mediaRank(a) ?? 0) - (mediaRank(b) ?? 0) ||
    Number(hasUpperCase(a)) - Number(hasUpperCase(b)) ||
    Number(!isComposed(a)) - Number(!isComposed(b)) ||
    (a < b ? -1 : 1)
  );
}

function hasUpperCase(fileName: string): boolean {
  const extension = extname(fileName);
  return extension !== extension.toLowerCase();
}

/** Whether a name is spelled as Onplay spells it. */
export function isComposed(name: string): boolean {
  return name.normalize('NFC') === name;
}
