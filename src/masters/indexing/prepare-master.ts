/** What comes before a master can be indexed: its container is told, and what is not an MP4 or MOV is copied into one. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codecUnsupported } from '../refusals.js';
import type { Master } from '../stores/store.js';
import type { MediaTools, RemuxContext, RemuxedFile } from './media-tools.js';
import { sniffContainer } from './sniff.js';

export interface PreparedMaster {
  /** `movie` for MP4 and MOV, else the name of the container; see `sniffContainer`. */
  readonly container: string;
  /** In the folder that was named; none of a movie. */
  readonly copies: readonly RemuxedFile[];
}

/** Where copies come to be. */
export interface CopyPlace {
  /** Replaced whole once all copies are there. */
  readonly folder: string;
  /** Beside it, and gone afterwards, whatever became of the copies. */
  readonly temporary: string;
}

/** The container of a master, by its first bytes. @throws OnplayError with a `master_…` code when it is unknown. */
export async function containerOf(master: Master): Promise<string> {
  const source = await master.open();
  try {
    return await sniffContainer(source);
  } finally {
    await source.close();
  }
}

/**
 * Copies a master of another container into what can be indexed.
 * @throws OnplayError with a `master_…` code when it cannot be copied, `master_changed` when it was replaced meanwhile;
 *   the signal's reason when it has aborted.
 */
export async function remuxMaster(
  master: Master,
  container: string,
  { folder, temporary }: CopyPlace,
  tools: Pick<MediaTools, 'remux'>,
  context: RemuxContext,
): Promise<PreparedMaster> {
  if (master.localPath === undefined) throw codecUnsupported(container);
  await mkdir(temporary, { recursive: true });
  try {
    const copies = await tools.remux(master, container, temporary, context);
    // What was written over while it was read is neither version.
    await (await master.open()).close();
    context.signal.throwIfAborted();
    await replaceFolder(temporary, folder);
    return {
      container,
      copies: copies.map((copy) => ({ ...copy, path: join(folder, basename(copy.path)) })),
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Where another process has put its copies in the meantime, those are as good. */
async function replaceFolder(made: string, place: string): Promise<void> {
  await rm(place, { recursive: true, force: true });
  await rename(made, place).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}
