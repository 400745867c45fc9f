/** Uploads the copies of a version of a master, for other servers. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { Logger } from 'pino';
import type { PreparedMaster } from '../../masters/index.js';
import { type ObjectStore, storeUnavailable } from '../../stores/index.js';
import { copyManifest, type StoredFile } from './copy-manifest.js';

/** The manifest, beside the directory of the copies; the number is that of their format. */
export const MANIFEST = 'copies-1.json';

export interface UploadTarget {
  readonly objects: ObjectStore;
  /** What the keys of the copies of this version begin with, ending in `/`. */
  readonly folder: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Stores the copies, each time in a new directory, then the manifest that names it, unless another server has stored one: its copies are
 * complete and never written again. What no manifest names is removed. Never rejects.
 */
export async function uploadCopies(target: UploadTarget, prepared: PreparedMaster): Promise<void> {
  const { objects, folder, log, signal } = target;
  const directory = randomBytes(6).toString('hex');
  const keys = prepared.copies.map(({ path }) => `${folder}${directory}/${basename(path)}`);
  try {
    const stored: StoredFile[] = [];
    for (const [i, { path }] of prepared.copies.entries()) stored.push(await upload(target, keys[i]!, path));
    const manifest = Buffer.from(JSON.stringify(copyManifest(prepared, directory, stored)));
    const options = { contentType: 'application/json', onlyIfAbsent: true, signal };
    if (await objects.put(`${folder}${MANIFEST}`, manifest, options)) {
      const bytes = stored.reduce((total, { size }) => total + size, 0);
      log.info({ files: stored.length, bytes }, 'copies of a master stored in the bucket');
      return;
    }
  } catch (error) {
    if (!signal.aborted) log.warn({ err: error }, 'copies of a master could not be stored in the bucket');
  }
  await objects.delete(keys).catch(() => undefined);
}

async function upload({ objects, signal }: UploadTarget, key: string, path: string): Promise<StoredFile> {
  await objects.putFile(key, path, signal);
  const facts = await objects.head(key, signal);
  if (!facts) throw storeUnavailable(new Error('an object that was just stored is not there'));
  return { size: facts.size, entityTag: facts.entityTag };
}
