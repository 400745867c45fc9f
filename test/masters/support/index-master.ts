/** Prepares and indexes a master in one call; the server does so in several steps. */
import { randomBytes } from 'node:crypto';
import { indexPrepared } from '../../../src/masters/indexing/index-master.js';
import type { MediaTools } from '../../../src/masters/indexing/media-tools.js';
import {
  containerOf,
  isReadInPlace,
  type PreparedMaster,
  remuxMaster,
} from '../../../src/masters/indexing/prepare-master.js';
import type { MasterIndex } from '../../../src/masters/master-index.js';
import type { Master } from '../../../src/stores/store.js';

/**
 * Prepares a master and indexes it, in this thread.
 * @param folder for the remuxed copies of a master that is not read in place; replaced as a whole.
 */
export async function indexMaster(
  master: Master,
  folder: string,
  tools: MediaTools,
  signal: AbortSignal,
): Promise<MasterIndex> {
  return indexPrepared(master, await prepared(master, folder, tools, signal), tools, signal);
}

async function prepared(
  master: Master,
  folder: string,
  tools: MediaTools,
  signal: AbortSignal,
): Promise<PreparedMaster> {
  const container = await containerOf(master);
  if (isReadInPlace(container)) return { container, copies: [], ignored: [] };
  const temporary = `${folder}.${randomBytes(6).toString('hex')}.tmp`;
  return remuxMaster(master, container, { folder, temporary }, tools, { signal });
}
