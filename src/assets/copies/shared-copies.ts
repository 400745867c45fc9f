/** Copies of masters in a bucket: what one server has remuxed, no other remuxes again. */
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { isNamedByItsBytes, type PreparedMaster, type RemuxContext } from '../../masters/index.js';
import { OnplayError } from '../../shared/errors.js';
import { TaskTracker } from '../../shared/task-tracker.js';
import { type ByteSource, download, type ObjectFacts, type ObjectStore } from '../../stores/index.js';
import { damaged } from '../../tracks/index.js';
import { assetDigest, type VersionName, versionFolder } from '../version-folder.js';
import { type CopyManifest, parseCopyManifest, type SharedFile } from './copy-manifest.js';
import { MANIFEST, uploadCopies } from './upload-copies.js';

export interface SharedCopiesOptions {
  readonly objects: ObjectStore;
  /** What the keys of all copies begin with: empty, or ending in `/`. */
  readonly root: string;
  /** Reads one version of an object by ranges. */
  readonly source: (object: ObjectFacts & { readonly key: string }) => Promise<ByteSource>;
  readonly log: Logger;
  /** Ends what is in progress. */
  readonly signal: AbortSignal;
}

const MAX_MANIFEST_BYTES = 256 * 1024;
/** Each opening of a copy needs its manifest. */
const MAX_MANIFESTS = 1000;
const MANIFEST_AGE_MS = 60_000;
/** An upload of the largest copy takes less. */
const ABANDONED_MS = 24 * 60 * 60_000;

export class SharedCopies {
  readonly #options: SharedCopiesOptions;
  /** By folder. */
  readonly #manifests = new LRUCache<string, CopyManifest>({ max: MAX_MANIFESTS, ttl: MANIFEST_AGE_MS });
  readonly #tasks = new TaskTracker();

  constructor(options: SharedCopiesOptions) {
    this.#options = options;
  }

  /** The copies of a version; undefined where there are none, or the bucket cannot be read. Never rejects. */
  async find(version: VersionName): Promise<CopyManifest | undefined> {
    const { objects, log, signal } = this.#options;
    const folder = this.#folderOf(version);
    const known = this.#manifests.get(folder);
    if (known) return known;
    try {
      const bytes = await objects.get(`${folder}${MANIFEST}`, MAX_MANIFEST_BYTES, signal);
      const manifest = bytes && parseCopyManifest(bytes);
      if (manifest) this.#manifests.set(folder, manifest);
      return manifest;
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'copies in the bucket cannot be read');
      return undefined;
    }
  }

  /** Whether the copies of a version have all of these names. Never rejects. */
  async has(version: VersionName, names: readonly string[]): Promise<boolean> {
    const files = (await this.find(version))?.files ?? [];
    return names.length > 0 && names.every((name) => files.some((file) => file.name === name));
  }

  /**
   * Opens a copy where it lies, to be read by ranges; undefined where there is none of this name.
   * @param gone thrown by reads once there is another object in its place, or none.
   */
  async open(version: VersionName, name: string, gone: unknown): Promise<ByteSource | undefined> {
    const { files = [], directory = '' } = (await this.find(version)) ?? {};
    const file = files.find((candidate) => candidate.name === name);
    if (!file) return undefined;
    const source = await this.#source(version, directory, file);
    const read = (offset: number, length: number) =>
      source.read(offset, length).catch((error: unknown) => {
        if (!isChanged(error)) throw error;
        this.#manifests.delete(this.#folderOf(version));
        throw gone;
      });
    return { ...source, read };
  }

  /**
   * Downloads the copies of a version into a directory.
   * @throws OnplayError `master_damaged` for a copy with other bytes; what reading throws; the system's errors.
   */
  async fetch(
    version: VersionName,
    { files, directory }: CopyManifest,
    folder: string,
    { signal, onProgress = () => undefined }: RemuxContext,
  ): Promise<void> {
    const total = files.reduce((bytes, { size }) => bytes + size, 0);
    let fetched = 0;
    for (const file of files) {
      const source = await this.#source(version, directory, file);
      const before = fetched;
      const report = (share: number) => onProgress((before + share * file.size) / total);
      const path = join(folder, file.name);
      await download(source, path, { signal, onProgress: report }).finally(() => source.close());
      if (!(await isNamedByItsBytes(path))) throw damaged('a copy in the bucket is not what was stored');
      fetched += file.size;
    }
  }

  /** Uploads copies in the background, unless another server has. */
  share(version: VersionName, prepared: PreparedMaster): void {
    void this.#tasks.add(uploadCopies({ ...this.#options, folder: this.#folderOf(version) }, prepared));
  }

  /** Resolves when nothing is being uploaded. */
  idle(): Promise<void> {
    return this.#tasks.idle();
  }

  /**
   * Removes the copies whose folder is chosen, of one asset or of all. Never rejects.
   * @param isChosen gets the name of a folder; see `versionFolder`.
   */
  async remove(asset: string | undefined, isChosen: (folder: string) => boolean): Promise<void> {
    const { objects, root, log, signal } = this.#options;
    const prefix = asset === undefined ? root : `${root}${assetDigest(asset)}-`;
    this.#manifests.clear();
    try {
      for await (const page of objects.list(prefix, { signal })) {
        const folderOf = (key: string) => key.slice(root.length).split('/')[0] ?? '';
        const chosen = page.map(({ key }) => key).filter((key) => isChosen(folderOf(key)));
        if (chosen.length > 0) await objects.delete(chosen, signal);
      }
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'copies could not be removed from the bucket');
    }
  }

  /** Removes what uploads of processes that ended have left. Never rejects. */
  async sweep(): Promise<void> {
    const { objects, root, log, signal } = this.#options;
    await objects.abortUploads(root, Date.now() - ABANDONED_MS, signal).catch((error: unknown) => {
      if (!signal.aborted)
        log.warn({ err: error }, 'unfinished uploads could not be removed from the bucket');
    });
  }

  #source(
    version: VersionName,
    directory: string,
    { name, size, entityTag }: SharedFile,
  ): Promise<ByteSource> {
    return this.#options.source({ key: `${this.#folderOf(version)}${directory}/${name}`, size, entityTag });
  }

  #folderOf(version: VersionName): string {
    return `${this.#options.root}${versionFolder(version)}/`;
  }
}

function isChanged(error: unknown): boolean {
  return error instanceof OnplayError && error.code === 'master_changed';
}
