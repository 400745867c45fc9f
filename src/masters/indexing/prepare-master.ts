/** Prepares a master for indexing: identifies its container, and remuxes it unless it is read in place. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { download, fileMaster, type Master, masterUnreadable } from '../../stores/index.js';
import type { IgnoredTrack } from '../../tracks/index.js';
import type { IndexGrowth } from '../master-index.js';
import type { MediaTools, RemuxContext, RemuxedFile, RemuxedMaster } from './media-tools.js';
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
 * Whether a container says where all frames are, as MP4 does: where the masters in it are read by ranges, a small part of each is enough
 * for its index. Matroska has a table of its keyframes at most.
 */
export function hasFrameTable(container: string): boolean {
  return container !== 'matroska' && !isReadWhole(container);
}

/**
 * Remuxes a master whose container is not read in place into files that can be indexed. One that is no local file is downloaded for it.
 * @throws OnplayError with a `master_…` code when it cannot be remuxed, `master_changed` when it was replaced meanwhile;
 *   the signal's reason once that has aborted.
 */
export async function remuxMaster(
  master: Master,
  container: string,
  place: CopyDirectories,
  tools: Pick<MediaTools, 'remux'>,
  context: RemuxContext,
): Promise<PreparedMaster> {
  return fillFolder(place, async (temporary) => {
    const remux = master.localPath === undefined ? remuxRemote : remuxLocal;
    const { files, ignored } = await remux(master, container, temporary, { tools, context });
    context.signal.throwIfAborted();
    const copies = await Promise.all(files.map((copy) => renamed(copy, place.folder)));
    return { container, copies, ignored };
  });
}

/**
 * Fills the folder of copies by way of a temporary directory, so that it has all of them or none.
 * @param fill writes them into the temporary directory.
 */
export async function fillFolder<T>(
  { folder, temporary }: CopyDirectories,
  fill: (temporary: string) => Promise<T>,
): Promise<T> {
  await mkdir(temporary, { recursive: true });
  try {
    const filled = await fill(temporary);
    await replaceFolder(temporary, folder);
    return filled;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

interface Remuxing {
  readonly tools: Pick<MediaTools, 'remux'>;
  readonly context: RemuxContext;
}

async function remuxLocal(
  master: Master,
  container: string,
  folder: string,
  { tools, context }: Remuxing,
): Promise<RemuxedMaster> {
  const remuxed = await tools.remux(master, container, folder, context);
  // Throws if the master was replaced meanwhile: the copies may then mix two versions.
  await (await master.open()).close();
  return remuxed;
}

/** How much of the work downloading is, for the progress. */
const DOWNLOAD_SHARE = 0.5;

/** Each byte that is downloaded is of the version of the master. */
async function remuxRemote(
  master: Master,
  container: string,
  folder: string,
  { tools, context: { signal, onProgress = () => undefined } }: Remuxing,
): Promise<RemuxedMaster> {
  const path = join(folder, 'original');
  const source = await master.open(signal);
  const onDownload = (share: number) => onProgress(share * DOWNLOAD_SHARE);
  await download(source, path, { signal, onProgress: onDownload }).finally(() => source.close());
  const local = await fileMaster(master.asset, path);
  if (!local) throw masterUnreadable(new Error('the downloaded master is gone'));
  const remuxed = await tools.remux(local, container, folder, {
    signal,
    onProgress: (share) => onProgress(DOWNLOAD_SHARE + share * (1 - DOWNLOAD_SHARE)),
  });
  await rm(path);
  return remuxed;
}

/** Names a copy by its bytes: an index is of exactly these, whichever server has made them. */
async function renamed(copy: RemuxedFile, folder: string): Promise<RemuxedFile> {
  const name = `${await digestOf(copy.path)}-${basename(copy.path)}`;
  await rename(copy.path, join(dirname(copy.path), name));
  return { ...copy, path: join(folder, name) };
}

/** Whether a file has the bytes by which `remuxMaster` has named it. */
export async function isNamedByItsBytes(path: string): Promise<boolean> {
  return basename(path).startsWith(`${await digestOf(path)}-`);
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex').slice(0, 16);
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
