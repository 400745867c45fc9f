/**
 * What is read in place of a master: the copies that remuxing makes of it, and copies of small masters in a bucket. They lie in the data
 * directory, and those that remuxing has made also in a bucket where servers share one.
 */
import type { Logger } from 'pino';
import {
  fillFolder,
  type MasterIndex,
  type MediaFile,
  type MediaTools,
  type PreparedMaster,
  type RemuxContext,
  remuxMaster,
} from '../../masters/index.js';
import { OnplayError } from '../../shared/errors.js';
import { type ByteSource, download, type Master } from '../../stores/index.js';
import { tooLargeToRemux } from '../../tracks/index.js';
import { isWithin, type VersionName, type VersionScope, versionFolder } from '../version-folder.js';
import { type CopyManifest, preparedFrom } from './copy-manifest.js';
import type { CopyStore } from './copy-store.js';
import { type MasterReading, masterReading } from './master-reading.js';
import type { SharedCopies } from './shared-copies.js';

export interface MasterCopiesOptions {
  readonly local: CopyStore;
  /** In a bucket. */
  readonly shared?: SharedCopies | undefined;
  readonly tools: Pick<MediaTools, 'remux'>;
  /** The largest master that is remuxed. */
  readonly remuxMaxBytes: number;
  /** See `masterReading`. */
  readonly downloadMaxBytes: number;
  readonly log: Logger;
}

/** The name of the copy of a whole master. */
const ORIGINAL = 'original';
/** A master that is remuxed lies beside what is made of it. */
const COPIES_WHILE_REMUXING = 2;

export class MasterCopies {
  readonly #options: MasterCopiesOptions;
  /** Downloads in progress, by folder. */
  readonly #downloads = new Map<string, Promise<void>>();

  constructor(options: MasterCopiesOptions) {
    this.#options = options;
  }

  /**
   * Copies a master whose container is not read in place into files that are: fetches what another server has made of it, or remuxes it.
   * @throws OnplayError as `remuxMaster`; `copies_full`; `master_too_large_to_conform`.
   */
  async prepare(master: Master, container: string, context: RemuxContext): Promise<PreparedMaster> {
    const { local, shared, tools, remuxMaxBytes, log } = this.#options;
    const manifest = await shared?.find(master);
    const fetched = manifest && (await this.#fetch(master, manifest, context));
    if (fetched) return fetched;
    const isRemote = master.localPath === undefined;
    if (isRemote && master.size > remuxMaxBytes) throw tooLargeToRemux();
    if (isRemote) log.info({ asset: master.asset, bytes: master.size }, 'master is downloaded to be remuxed');
    const bytes = master.size * (isRemote ? COPIES_WHILE_REMUXING : 1);
    const prepared = await local.add(master, bytes, (place) =>
      remuxMaster(master, container, place, tools, context),
    );
    shared?.share(master, prepared);
    return prepared;
  }

  /** How a master of which there is an index is read, and why. */
  reading(master: Master, { files, container }: Pick<MasterIndex, 'files' | 'container'>): MasterReading {
    const isRemuxed = files.some(({ kind }) => kind === 'remuxed');
    const { downloadMaxBytes } = this.#options;
    return masterReading(master, { isRemuxed, downloadMaxBytes, container });
  }

  /** Opens what an index refers to. @throws OnplayError `master_copy_missing`; what `Master.open` throws. */
  async open(master: Master, media: MediaFile, signal?: AbortSignal): Promise<ByteSource> {
    if (media.kind === 'remuxed') return this.openRemuxed(master, media.name);
    const { downloadMaxBytes } = this.#options;
    const { from } = masterReading(master, { isRemuxed: false, downloadMaxBytes });
    return from === 'copy' ? this.#openCopy(master, signal) : master.open(signal);
  }

  /** Opens a remuxed copy by its name, in the bucket where it is not on the disk any more. */
  async openRemuxed(version: VersionName, name: string): Promise<ByteSource> {
    const { local, shared } = this.#options;
    try {
      return await local.open(version, name);
    } catch (error) {
      const isMissing = error instanceof OnplayError && error.code === 'master_copy_missing';
      const source = isMissing ? await shared?.open(version, name, error) : undefined;
      if (!source) throw error;
      return source;
    }
  }

  /** Whether the version has all copies of these names. Never rejects. */
  async has(version: VersionName, names: readonly string[]): Promise<boolean> {
    const { local, shared } = this.#options;
    return (await local.has(version, names)) || ((await shared?.has(version, names)) ?? false);
  }

  /** The names of the directories of all finished copies on the disk. */
  folders(): Promise<readonly string[]> {
    return this.#options.local.folders();
  }

  /** Removes the chosen copies from the disk. Never rejects. */
  async removeLocal(isChosen: (folder: string) => boolean): Promise<void> {
    await this.#options.local.remove(isChosen);
  }

  /** Removes copies everywhere. Never rejects. */
  async remove(scope: VersionScope): Promise<void> {
    await Promise.all(this.#removals(scope, (folder) => isWithin(folder, scope)));
  }

  /** Removes the copies of all other versions of an asset; in the bucket that is not waited for. Never rejects. */
  async removeOthers(version: VersionName): Promise<void> {
    const own = versionFolder(version);
    const scope = { asset: version.asset };
    await this.#removals(scope, (folder) => folder !== own && isWithin(folder, scope))[0];
  }

  /** Removes what processes that ended have left unfinished. Never rejects. */
  async sweep(): Promise<void> {
    await Promise.all([this.#options.local.sweep(), this.#options.shared?.sweep()]);
  }

  #removals(scope: VersionScope, isChosen: (folder: string) => boolean) {
    const asset = scope === 'everything' ? undefined : scope.asset;
    const { local, shared } = this.#options;
    return [local.remove(isChosen), shared?.remove(asset, isChosen)];
  }

  /** Undefined where that fails: then the master is remuxed here. */
  async #fetch(
    master: Master,
    manifest: CopyManifest,
    context: RemuxContext,
  ): Promise<PreparedMaster | undefined> {
    const { local, shared, log } = this.#options;
    const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
    try {
      return await local.add(master, bytes, async (place) => {
        await fillFolder(place, (temporary) => shared!.fetch(master, manifest, temporary, context));
        return preparedFrom(manifest, place.folder);
      });
    } catch (error) {
      context.signal.throwIfAborted();
      log.warn({ err: error, asset: master.asset }, 'copies could not be fetched from the bucket');
      return undefined;
    }
  }

  /** Where there is no room for a copy, or the store fails meanwhile, the master is read by ranges. */
  async #openCopy(master: Master, signal: AbortSignal | undefined): Promise<ByteSource> {
    const { local, log } = this.#options;
    try {
      if (!(await local.has(master, [ORIGINAL]))) await this.#downloadOnce(master);
      return await local.open(master, ORIGINAL);
    } catch (error) {
      log.debug({ err: error, asset: master.asset }, 'small master could not be downloaded');
      return master.open(signal);
    }
  }

  /** All who need a master at the same time wait for one download, which goes on when they leave. */
  #downloadOnce(master: Master): Promise<void> {
    const folder = versionFolder(master);
    const running = this.#downloads.get(folder);
    if (running) return running;
    const downloading = this.#download(master).finally(() => this.#downloads.delete(folder));
    this.#downloads.set(folder, downloading);
    return downloading;
  }

  async #download(master: Master): Promise<void> {
    const { signal } = new AbortController();
    await this.#options.local.add(master, master.size, (place) =>
      fillFolder(place, async (temporary) => {
        const source = await master.open();
        await download(source, `${temporary}/${ORIGINAL}`, { signal }).finally(() => source.close());
      }),
    );
    this.#options.log.info({ asset: master.asset, bytes: master.size }, 'small master downloaded');
  }
}
