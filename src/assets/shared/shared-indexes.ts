/**
 * Indexes of a fleet: of several processes that are asked for the same new master, one reads it and the others get its index.
 * Where Redis is gone, or the one takes long, each reads it by itself.
 */
import { access } from 'node:fs/promises';
import type { Logger } from 'pino';
import { INDEX_FORMAT, type MasterIndex } from '../../masters/index.js';
import { isLocked, type RedisLink, reasonOf, type Seal, tryLock } from '../../redis/index.js';
import type { Master } from '../../stores/index.js';
import { type IndexProcess, type IndexStore, indexPath } from '../index-store.js';
import { versionFolder } from '../version-folder.js';
import { SharedIndexFiles } from './shared-index-files.js';

interface SharedIndexesOptions {
  /** Of this process. */
  readonly indexes: IndexStore;
  /** Where their files are. */
  readonly dataPath: string;
  readonly link: RedisLink;
  readonly seal: Seal;
  readonly log: Logger;
}

/** A viewer waits meanwhile, who may see the outline of a long film sooner if it is read here. */
const MAX_WAIT_MS = 5000;
const POLL_MS = 100;

/** Returns the indexes of this process, shared with the others. Masters that grow are not: another index follows in a second. */
export function shareIndexes({ indexes, dataPath, link, seal, log }: SharedIndexesOptions): IndexStore {
  const files = new SharedIndexFiles({ link, seal, format: INDEX_FORMAT });
  const build = async (master: Master, work: () => Promise<MasterIndex>) => {
    const folder = versionFolder(master);
    try {
      const index = await work();
      if (isSharable(index)) await files.offer(folder, indexPath(dataPath, master));
      else await files.offerNone(folder);
      return index;
    } catch (error) {
      await files.offerNone(folder);
      throw error;
    }
  };
  return {
    ...indexes,
    get: async (master, steps, process = {}) => {
      const work = () => indexes.get(master, steps, process);
      const path = indexPath(dataPath, master);
      if (master.growth || !link.isUp || (await isThere(path))) return work();
      const release = await claim(link, files, { folder: versionFolder(master), path }, process).catch(
        (error: unknown) => {
          log.debug({ asset: master.asset, reason: reasonOf(error) }, 'an index is not shared');
          return undefined;
        },
      );
      if (!release) return work();
      try {
        return await build(master, work);
      } finally {
        await release();
      }
    },
    remove: async (scope) => {
      await Promise.all([indexes.remove(scope), files.remove(scope)]);
    },
  };
}

/**
 * Waits until the file is there, or it is this process that is to make it.
 * @returns the function to call when it is made; undefined where it is there, or is not to be waited for.
 * @throws Error where Redis does not answer.
 */
async function claim(
  link: RedisLink,
  files: SharedIndexFiles,
  { folder, path }: { readonly folder: string; readonly path: string },
  { signal }: IndexProcess,
): Promise<(() => Promise<void>) | undefined> {
  const name = `indexing:${folder}`;
  const deadline = performance.now() + MAX_WAIT_MS;
  while (performance.now() < deadline && !signal?.aborted) {
    if (await files.fetch(folder, path)) return undefined;
    const release = await tryLock(link, name);
    // It may have been made between the two.
    if (release && !(await files.fetch(folder, path))) return release;
    if (release) return release().then(() => undefined);
    while ((await isLocked(link, name)) && performance.now() < deadline && !signal?.aborted)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS).unref());
  }
  return undefined;
}

/** The copies that an index needs are on the disk of the process that made them. */
function isSharable({ files }: MasterIndex): boolean {
  return files.every(({ kind }) => kind !== 'remuxed');
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
