/**
 * The copies of masters that had to be remuxed, one directory per version, bounded by bytes and by the disk's free space.
 * The least recently used are evicted first. What a process that ended left unfinished is removed.
 */

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { CopyDirectories } from '../../masters/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { Eviction } from '../../shared/eviction.js';
import { type ByteSource, fileMaster } from '../../stores/index.js';
import { copiesFull } from '../../tracks/index.js';
import { parseVersionFolder, type VersionName, versionFolder } from '../version-folder.js';
import { copiesToEvict, type StoredCopy } from './copies-to-evict.js';
import { CopyUse } from './copy-use.js';
import { livenessOf, ownMark } from './process-mark.js';

export interface CopyStoreOptions {
  /** The directory, created on first use. */
  readonly folder: string;
  /** The limit for all copies together. */
  readonly maxBytes: number;
  /** Free space to leave on the disk. */
  readonly minFreeBytes: number;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** How often the directory of a copy in progress is touched. */
const HEARTBEAT_MS = 10_000;
/** After this long without a heartbeat, no process works on a copy any more. */
const ABANDONED_MS = 10 * HEARTBEAT_MS;

/**
 * `VERSION.MARK.RANDOM.tmp`. Unlike the temporary file of `writeAtomically` it is a directory that fills for minutes, and
 * large: the mark says whether its process still lives, so that what is abandoned is removed.
 */
const TEMPORARY = /^[0-9a-f]{32}-[^.]+\.([^.]+)\.[0-9a-f]+\.tmp$/;

export class CopyStore {
  readonly #options: CopyStoreOptions;
  readonly #clock: () => number;
  readonly #mark = ownMark();
  readonly #use: CopyUse;
  /** The copies in progress, and the bytes reserved for each. */
  readonly #inProgress = new Map<Promise<unknown>, { readonly name: string; readonly bytes: number }>();
  /** Reservations and evictions run one after the other, so that no two get the same room. */
  #lastTask: Promise<unknown> = Promise.resolve();

  constructor(options: CopyStoreOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#use = new CopyUse(this.#clock);
  }

  /**
   * Creates the copies of a version, in place of existing ones.
   * @param bytes their expected size.
   * @param make writes them into the given place; its result is returned, and its errors are thrown.
   * @throws OnplayError `copies_full` when there is no room.
   */
  async add<T>(
    version: VersionName,
    bytes: number,
    make: (place: CopyDirectories) => Promise<T>,
  ): Promise<T> {
    const name = versionFolder(version);
    const task = this.#serialized(() => this.#reserveSpace()).then(() => this.#create(name, make));
    this.#inProgress.set(task, { name, bytes });
    try {
      return await task;
    } finally {
      this.#inProgress.delete(task);
      // Copies may be larger than expected.
      await this.#serialized(() => this.#evict());
    }
  }

  /** Opens a file of a version's copy by its name. @throws OnplayError `master_copy_missing`. */
  async open(version: VersionName, name: string): Promise<ByteSource> {
    const folder = versionFolder(version);
    const copy = await fileMaster(name, this.#pathOf(folder, name));
    if (!copy) throw copyMissing();
    return this.#use.track(this.#pathOf(folder), await copy.open());
  }

  /** Whether the version has all files of these names. */
  async has(version: VersionName, names: readonly string[]): Promise<boolean> {
    const folder = versionFolder(version);
    const copies = await Promise.all(names.map((name) => fileMaster(name, this.#pathOf(folder, name))));
    return copies.every((copy) => copy !== undefined);
  }

  /** The names of the directories of all finished copies. */
  async folders(): Promise<readonly string[]> {
    return (await this.#names()).filter((name) => parseVersionFolder(name) !== undefined);
  }

  /** Removes the chosen directories, after copies in progress of theirs have ended. Never rejects. */
  async remove(isChosen: (folder: string) => boolean): Promise<void> {
    const tasks = [...this.#inProgress].filter(([, { name }]) => isChosen(name));
    await Promise.allSettled(tasks.map(([task]) => task));
    for (const name of (await this.folders()).filter(isChosen)) await this.#removeFolder(name);
  }

  /** Removes unfinished copies of processes that ended, and evicts what exceeds the limits. Never rejects. */
  async sweep(): Promise<void> {
    for (const name of await this.#names()) {
      if (await this.#isAbandoned(name)) await this.#removeFolder(name);
    }
    await this.#serialized(() => this.#evict());
  }

  async #create<T>(name: string, make: (place: CopyDirectories) => Promise<T>): Promise<T> {
    const random = randomBytes(6).toString('hex');
    const temporary = this.#pathOf(`${name}.${await this.#mark}.${random}.tmp`);
    const heartbeat = setInterval(() => void this.#use.touch(temporary), HEARTBEAT_MS).unref();
    try {
      return await make({ folder: this.#pathOf(name), temporary });
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Makes room for all copies in progress. Evicts nothing where that would not suffice. */
  async #reserveSpace(): Promise<void> {
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    const { evicted, suffices } = await this.#eviction();
    if (!suffices) throw copiesFull();
    for (const { name } of evicted) await this.#removeFolder(name);
  }

  /** Brings the stored copies back within the limits, except for those in use. */
  async #evict(): Promise<void> {
    for (const { name } of (await this.#eviction()).evicted) await this.#removeFolder(name);
  }

  async #eviction(): Promise<Eviction<StoredCopy>> {
    const wantedBytes = [...this.#inProgress.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    const room = { wantedBytes, maxBytes: this.#options.maxBytes, now: this.#clock() };
    return copiesToEvict(await this.#copies(), { ...room, freeBytes: await this.#freeBytes() });
  }

  async #freeBytes(): Promise<number> {
    const { folder, minFreeBytes } = this.#options;
    const system = await statfs(folder).catch(() => undefined);
    return system ? system.bavail * system.bsize - minFreeBytes : Number.POSITIVE_INFINITY;
  }

  async #copies(): Promise<StoredCopy[]> {
    const copies: StoredCopy[] = [];
    for (const name of await this.folders()) {
      const copy = await this.#storedCopy(name).catch(() => undefined);
      if (copy) copies.push(copy);
    }
    return copies;
  }

  async #storedCopy(name: string): Promise<StoredCopy> {
    const path = this.#pathOf(name);
    const files = await readdir(path);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(path, file))).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { name, bytes, usedAt: (await stat(path)).mtimeMs, isOpen: this.#use.isOpen(path) };
  }

  /** Judges by the process mark, and by the heartbeat where the process is of another machine or container. */
  async #isAbandoned(name: string): Promise<boolean> {
    const mark = TEMPORARY.exec(name)?.[1];
    if (mark === undefined) return false;
    const liveness = await livenessOf(mark);
    if (liveness !== 'unknown') return liveness === 'ended';
    const seen = await stat(this.#pathOf(name)).catch(() => undefined);
    return seen !== undefined && this.#clock() - seen.mtimeMs > ABANDONED_MS;
  }

  async #removeFolder(name: string): Promise<void> {
    const path = this.#pathOf(name);
    this.#use.forget(path);
    await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
      this.#options.log.warn({ err: error, folder: name }, 'copy could not be removed');
    });
  }

  async #names(): Promise<readonly string[]> {
    return readdir(this.#options.folder).catch(() => []);
  }

  #serialized<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastTask.then(work);
    this.#lastTask = done.catch(() => undefined);
    return done;
  }

  #pathOf(...components: readonly string[]): string {
    return join(this.#options.folder, ...components);
  }
}

function copyMissing(): OnplayError {
  return new OnplayError('master_copy_missing', {
    publicDetail:
      'The prepared copy of the master is gone and has to be prepared again. Try again in a second.',
    retryable: true,
    about: 'moment',
  });
}
