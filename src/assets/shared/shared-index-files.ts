/** The files of indexes in Redis, each for a while: what one process of a fleet has indexed, the others need not read again. */
import { readFile } from 'node:fs/promises';
import type { RedisLink, Seal } from '../../redis/index.js';
import { writeAtomically } from '../../shared/atomic-write.js';
import { assetDigest, isWithin, type VersionScope } from '../version-folder.js';

export interface SharedIndexFilesOptions {
  readonly link: RedisLink;
  readonly seal: Seal;
  /** Of the files: a process with another one has files of its own. */
  readonly format: number;
}

/** The index of an hour of video; what is longer takes little longer to index than to transfer for all. */
const MAX_BYTES = 1024 * 1024;
/** In which the others are asked for the same master, if they are at all. */
const KEPT_SECONDS = 3600;
/** How long it is known that there is no file for others to wait for. */
const NONE_SECONDS = 60;
const SCANNED_AT_ONCE = 1000;
/** A million keys: what else a fleet has in Redis is a fraction of that. */
const MAX_SCANS = 1000;

export class SharedIndexFiles {
  readonly #options: SharedIndexFilesOptions;

  constructor(options: SharedIndexFilesOptions) {
    this.#options = options;
  }

  /**
   * Writes the file of a version to a path. `none` where another process has one that it cannot share; undefined where there is none yet.
   * @throws Error where Redis does not answer, or the file cannot be written.
   */
  async fetch(folder: string, path: string): Promise<'fetched' | 'none' | undefined> {
    const { link, seal } = this.#options;
    const sealed = await link.run((redis) => redis.getBuffer(this.#keyOf(folder)));
    const bytes = sealed && seal.openBytes(sealed);
    if (!bytes) return undefined;
    if (bytes.length === 0) return 'none';
    await writeAtomically(path, bytes);
    return 'fetched';
  }

  /** Offers a file to the others; says that there is none where it is missing or large. Never rejects. */
  async offer(folder: string, path: string): Promise<void> {
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes || bytes.length > MAX_BYTES) await this.offerNone(folder);
    else await this.#store(folder, bytes, KEPT_SECONDS);
  }

  /** Says that others should not wait for this file. Never rejects. */
  offerNone(folder: string): Promise<void> {
    return this.#store(folder, Buffer.alloc(0), NONE_SECONDS);
  }

  /** Removes files. Never rejects. */
  async remove(scope: VersionScope): Promise<void> {
    const { link } = this.#options;
    const asset = scope === 'everything' ? '*' : `${assetDigest(scope.asset)}-*`;
    const start = this.#keyOf('');
    let cursor = '0';
    for (let scans = 0; scans < MAX_SCANS; scans++) {
      const found = await link.attempt((redis) =>
        redis.scan(cursor, 'MATCH', `${start}${asset}`, 'COUNT', SCANNED_AT_ONCE),
      );
      if (!found) return;
      const [next, keys] = found;
      const chosen = keys.filter((key) => isWithin(key.slice(start.length), scope));
      if (chosen.length > 0) await link.attempt((redis) => redis.unlink(...chosen));
      if (next === '0') return;
      cursor = next;
    }
  }

  async #store(folder: string, bytes: Buffer, seconds: number): Promise<void> {
    const { link, seal } = this.#options;
    await link.attempt((redis) => redis.set(this.#keyOf(folder), seal.closeBytes(bytes), 'EX', seconds));
  }

  #keyOf(folder: string): string {
    return this.#options.link.key(`index:${this.#options.format}:${folder}`);
  }
}
