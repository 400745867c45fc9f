/** What names of assets lead to in one directory. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAssetComponent } from '../shared/asset-id.js';
import { linkTarget } from './links.js';
import { type Choice, isComposed, MasterNames } from './master-names.js';
import { mediaRank } from './media-extensions.js';
import type { Notice } from './notices.js';
import type { ChosenSidecars } from './sidecars/choose-sidecars.js';
import { SideFileNames } from './sidecars/side-files.js';

/** Files and links that the system is asked about at the same time. */
const STATS_AT_ONCE = 32;
/** A file that was written to more recently may not be complete, and takes no name from another. */
const SETTLED_AFTER_MS = 60_000;

/** The direct content of a directory, as far as names of assets can lead to it. */
export interface FolderListing {
  /** File name by asset name; see `MasterNames` and `fileNamed`. */
  readonly files: ReadonlyMap<string, string>;
  /** Names in `files` that are not listed: they are audio of other masters. */
  readonly dubs: ReadonlySet<string>;
  /** What belongs to the master of an asset, by the asset's name. */
  readonly sidecars: ReadonlyMap<string, ChosenSidecars>;
  /** Directory name by its name in Unicode normalization form C. */
  readonly folders: ReadonlyMap<string, string>;
  /** Whether nothing is in it but hidden files and files without an extension, such as one that marks a mount point. */
  readonly isEmpty: boolean;
  /** Device and inode: distinguishes this directory from another at the same path, such as an empty mount point. */
  readonly identity: string;
  readonly notices: readonly Notice[];
}

/** Collects what is in a directory: entries are added one by one, links and the choice between files at the end. */
export class FolderContent {
  readonly #path: string;
  readonly #masters = new MasterNames();
  readonly #sideFiles = new SideFileNames();
  readonly #folders = new Map<string, string>();
  readonly #notices: Notice[] = [];
  isEmpty = true;

  constructor(path: string) {
    this.#path = path;
  }

  addFile(name: string): void {
    if (name.startsWith('.')) return;
    this.#sideFiles.add(name);
    if (mediaRank(name) !== undefined && !this.#masters.add(name)) this.#note('unnamable', name);
  }

  addFolder(name: string): void {
    if (name.startsWith('.')) return;
    const composed = name.normalize('NFC');
    if (!isAssetComponent(composed)) {
      this.#note('unnamable', name);
      return;
    }
    const other = this.#folders.get(composed);
    const isPreferred = other === undefined || isComposed(name) || (!isComposed(other) && name < other);
    if (isPreferred) this.#folders.set(composed, name);
    if (other !== undefined) this.#note('hidden', isPreferred ? other : name);
  }

  async addLinks(names: readonly string[], root: string | undefined): Promise<void> {
    await eachOf(names, (name) => this.#addLink(name, root));
  }

  async #addLink(name: string, root: string | undefined): Promise<void> {
    if (name.startsWith('.')) return;
    const target = await linkTarget(join(this.#path, name), root);
    if (target === 'folder') this.addFolder(name);
    else if (target === 'file') this.addFile(name);
    else if (target === 'outside') this.#note('link_outside', name);
    else if (mediaRank(name) !== undefined) this.#note('link_nowhere', name);
  }

  /** @param previous the last listing, if it is known. */
  async finish(previous: FolderListing | undefined): Promise<Omit<FolderListing, 'identity'>> {
    const unsettled = new Set<string>();
    await eachOf(previous ? this.#masters.newcomers(previous.files) : [], async (name) => {
      if (!(await isSettled(join(this.#path, name)))) unsettled.add(name);
    });
    const { files, choices } = this.#masters.finish(unsettled);
    for (const choice of choices) this.#noteChoice(choice);
    const side = await this.#sideFiles.finish(files);
    return { files, ...side, folders: this.#folders, isEmpty: this.isEmpty, notices: this.#notices };
  }

  #noteChoice({ preferred, others, hidden }: Choice): void {
    if (others.length > 0) this.#note('preferred', preferred, others);
    for (const name of hidden) this.#note('hidden', name);
  }

  #note(kind: Notice['kind'], name: string, others?: readonly string[]): void {
    this.#notices.push({ kind, path: join(this.#path, name), ...(others && { others }) });
  }
}

async function eachOf(names: readonly string[], work: (name: string) => Promise<void>): Promise<void> {
  for (let i = 0; i < names.length; i += STATS_AT_ONCE)
    await Promise.all(names.slice(i, i + STATS_AT_ONCE).map(work));
}

async function isSettled(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status !== undefined && Math.abs(Date.now() - status.mtimeMs) > SETTLED_AFTER_MS;
}
