/** Prepares a master for indexing: identifies its container, and remuxes it unless it is read in place. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Master } from '../../stores/index.js';
import { codecUnsupported, type IgnoredTrack } from '../../tracks/index.js';
import type { IndexGrowth } from '../master-index.js';
import type { MediaTools, RemuxContext, RemuxedFile } from './media-tools.js';
import { sniffContainer } from './sniffing/sniff.js';

export interface PreparedMaster {
  /** `movie` for MP4 and MOV, else the name of the container; see `sniffContainer`. */
  readonly container: string;
  /** The remuxed files, in `CopyDirectories.folder`; empty for a master that is read in place. */
  readonly copies: readonly RemuxedFile[];
  /** The streams that have no copy; empty for a master that is read in place. */
  readonly ignored: readonly IgnoredTrack[];
  /** Of an earlier look at a master that grows: what need not be found again. */
  readonly before?: IndexGrowth;
}

/** Directories for the remuxed copies of one master. */
export interface CopyDirectories {
  /** Replaced as a whole once all copies are complete. */
  readonly folder: string;
  /** On the same file system, so that it can be renamed; removed afterwards, also on failure. */
  readonly temporary: string;
}

/** Identifies a master's container by its first bytes. @throws OnplayError with a `master_…` code when it is unknown. */
export async function containerOf(master: Master): Promise<string> {
  const source = await master.open();
  try {
    return await sniffContainer(source);
  } finally {
    await source.close();
  }
}

/** Whether masters in this container are indexed and fed from where they lie, without a copy. */
export function isReadInPlace(container: string): boolean {
  return container === 'movie' || container === 'matroska' || isReadWhole(container);
}

/** Whether all of a master has to be read to index it, which takes as long as its size demands. */
export function isReadWhole(container: string): boolean {
  return container === 'mpegts';
}

/**
 * Remuxes a master whose container is not read in place into files that can be indexed.
 * @throws OnplayError with a `master_…` code when it cannot be remuxed, `master_changed` when it was replaced meanwhile;
 *   the signal's reason once that has aborted.
 */
export async function remuxMaster(
  master: Master,
  container: string,
  { folder, temporary }: CopyDirectories,
  tools: Pick<MediaTools, 'remux'>,
  context: RemuxContext,
): Promise<PreparedMaster> {
  if (master.localPath === undefined) throw codecUnsupported(container);
  await mkdir(temporary, { recursive: true });
  try {
    const { files, ignored } = await tools.remux(master, container, temporary, context);
    // Throws if the master was replaced meanwhile: the copies may then mix two versions.
    await (await master.open()).close();
    context.signal.throwIfAborted();
    await replaceFolder(temporary, folder);
    return {
      container,
      copies: files.map((copy) => ({ ...copy, path: join(folder, basename(copy.path)) })),
      ignored,
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Renames `from` to `to`. If another process has put its copies there in the meantime, keeps those. A rename cannot replace
 * a directory with files in it, as it replaces the file of `writeAtomically`.
 */
async function replaceFolder(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}
