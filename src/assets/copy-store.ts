/**
 * The copies of masters that had to be remuxed, one folder to each version. They may take so many bytes and leave so
 * much of the disk free; what was used longest ago goes first. What an ended process has not finished is removed.
 */

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type ByteSource, type CopyPlace, copiesFull, fileMaster } from '../masters/index.js';
import { OnplayError } from '../shared/errors.js';
import { copiesToEvict, type Eviction, type StoredCopy } from './copies-to-evict.js';
import { CopyUse } from './copy-use.js';
import { livenessOf, ownMark } from './process-mark.js';
import { parseVersionFolder, type VersionName, versionFolder } from './version-folder.js';

export interface CopyStoreOptions {
  /** Made when it is first needed. */
  readonly folder: string;
  /** What all copies may take together. */
  readonly maxBytes: number;
  /** What is left free on the disk. */
  readonly minFreeBytes: number;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** While a copy is made its folder is touched this often: what was not for so long is worked on by no process. */
const HEARTBEAT_MS = 10_000;
const ABANDONED_MS = 10 * HEARTBEAT_MS;

/** `VERSION.MARK.RANDOM.tmp`. */
const TEMPORARY = /^[0-9a-f]{32}-[^.]+\.([^.]+)\.[0-9a-f]+\.tmp$/;

export class CopyStore {
  readonly #options: CopyStoreOptions;
  readonly #clock: () => number;
  readonly #mark = ownMark();
  readonly #use: CopyUse;
  /** What is being made, and the bytes that it was given room for. */
  readonly #inProgress = new Map<Promise<unknown>, { readonly name: string; readonly bytes: number }>();
  /** Room is made for one after the other, lest two are given the same. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: CopyStoreOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#use = new CopyUse(this.#clock);
  }

  /**
   * Has copies of a version made, in place of earlier ones of it.
   * @param bytes about as many as they will have.
   * @param make is given where; what it throws is thrown.
   * @throws OnplayError `copies_full` when there is no room.
   */
  async add<T>(version: VersionName, bytes: number, make: (place: CopyPlace) => Promise<T>): Promise<T> {
    const name = versionFolder(version);
    const making = this.#inTurn(() => this.#makeRoom()).then(() => this.#make(name, make));
    this.#inProgress.set(making, { name, bytes });
    try {
      return await making;
    } finally {
      this.#inProgress.delete(making);
      // Copies may be larger than their master.
      await this.#inTurn(() => this.#evict());
    }
  }

  /** Opens a copy by its name. @throws OnplayError `master_copy_missing`. */
  async open(version: VersionName, name: string): Promise<ByteSource> {
    const folder = versionFolder(version);
    const copy = await fileMaster(name, this.#pathOf(folder, name));
    if (!copy) throw copyMissing();
    return this.#use.follow(this.#pathOf(folder), await copy.open());
  }

  /** Whether all copies of these names are there. */
  async has(version: VersionName, names: readonly string[]): Promise<boolean> {
    const folder = versionFolder(version);
    const copies = await Promise.all(names.map((name) => fileMaster(name, this.#pathOf(folder, name))));
    return copies.every((copy) => copy !== undefined);
  }

  /** The names of the folders of all copies that are finished. */
  async folders(): Promise<readonly string[]> {
    return (await this.#names()).filter((name) => parseVersionFolder(name) !== undefined);
  }

  /** Removes the folders that are chosen, once what is being made of them has ended. Never rejects. */
  async remove(isChosen: (folder: string) => boolean): Promise<void> {
    const making = [...this.#inProgress].filter(([, { name }]) => isChosen(name));
    await Promise.allSettled(making.map(([promise]) => promise));
    for (const name of (await this.folders()).filter(isChosen)) await this.#removeFolder(name);
  }

  /** Removes what ended processes have not finished, and what is above the bounds. Never rejects. */
  async sweep(): Promise<void> {
    for (const name of await this.#names()) {
      if (await this.#isAbandoned(name)) await this.#removeFolder(name);
    }
    await this.#inTurn(() => this.#evict());
  }

  async #make<T>(name: string, make: (place: CopyPlace) => Promise<T>): Promise<T> {
    const random = randomBytes(6).toString('hex');
    const temporary = this.#pathOf(`${name}.${await this.#mark}.${random}.tmp`);
    const heartbeat = setInterval(() => void this.#use.touch(temporary), HEARTBEAT_MS).unref();
    try {
      return await make({ folder: this.#pathOf(name), temporary });
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** For all that is being made; where there is none, nothing is evicted in vain. */
  async #makeRoom(): Promise<void> {
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    const { evicted, suffices } = await this.#eviction();
    if (!suffices) throw copiesFull();
    for (const { name } of evicted) await this.#removeFolder(name);
  }

  /** Brings what is stored back within the bounds, as far as it is not in use. */
  async #evict(): Promise<void> {
    for (const { name } of (await this.#eviction()).evicted) await this.#removeFolder(name);
  }

  async #eviction(): Promise<Eviction> {
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

  /** What a process of another machine or container makes is told by its heartbeat only. */
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
      this.#options.log.warn({ err: error, folder: name }, 'a copy could not be removed');
    });
  }

  async #names(): Promise<readonly string[]> {
    return readdir(this.#options.folder).catch(() => []);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #pathOf(...components: readonly string[]): string {
    return join(this.#options.folder, ...components);
  }
}

function copyMissing(): OnplayError {
  return new OnplayError('master_copy_missing', {
    publicDetail:
      'What was prepared of the master is gone and has to be prepared again. Try again in a second.',
    retryable: true,
    about: 'moment',
  });
}
