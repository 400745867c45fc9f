/** Copies a source into a file, within bounds. */
import { constants, type FileHandle, open, rm } from 'node:fs/promises';
import type { DiskSpace } from '../masters/disk-space.js';
import { writeFailure } from '../upload-errors.js';
import { importTooLarge, sourceFailed } from './import-errors.js';
import { LeastRate } from './least-rate.js';
import type { Source } from './source.js';

export interface CopyOptions {
  readonly path: string;
  readonly maxBytes: number;
  readonly space: DiskSpace;
  /** Called with the bytes written so far. Must not throw. */
  readonly onProgress: (bytes: number) => void;
  /** Called with the bytes that are on the disk for certain: now and then, and when the copy ends, also where it fails. Must not reject. */
  readonly onFlushed: (bytes: number) => Promise<void>;
  /** Milliseconds from any fixed moment. */
  readonly now?: () => number;
}

/** How often what is written is flushed, and the free space is looked at: what others write to the disk counts too. */
const CHECK_BYTES = 16 * 1024 * 1024;

/**
 * Resolves with the bytes of the file when all of it is written. It is made anew, or gone on with from the source's offset. On failure
 * it is left.
 * @throws OnplayError `import_too_large`, `store_full`, `masters_unwritable`, and as the source; `import_source_failed` where
 *   there was less than its server had said.
 */
export async function copySource(source: Source, options: CopyOptions): Promise<number> {
  const { path, maxBytes, space } = options;
  if ((source.length ?? 0) > maxBytes) throw importTooLarge(maxBytes);
  try {
    await space.reserve(path, Math.max(0, (source.length ?? 0) - source.offset));
    const handle = await openCopy(path, source.offset);
    return await copy(source, handle, options).finally(() => handle.close());
  } catch (error) {
    throw writeFailure(error);
  } finally {
    space.release(path);
  }
}

/** Writes through no link that was put there. */
async function openCopy(path: string, offset: number): Promise<FileHandle> {
  if (offset === 0) {
    await rm(path, { force: true });
    return open(path, 'wx', 0o600);
  }
  const handle = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  await handle.truncate(offset);
  return handle;
}

async function copy(source: Source, handle: FileHandle, options: CopyOptions): Promise<number> {
  const { path, maxBytes, space, onProgress, onFlushed, now = () => performance.now() } = options;
  const rate = new LeastRate(now);
  let bytes = source.offset;
  let checkAt = bytes + CHECK_BYTES;
  const flush = async () => {
    await handle.datasync();
    await onFlushed(bytes);
  };
  try {
    for await (const chunk of source.body) {
      rate.add(chunk.byteLength);
      if (bytes + chunk.byteLength > maxBytes) throw importTooLarge(maxBytes);
      await writeAll(handle, chunk, bytes);
      bytes += chunk.byteLength;
      onProgress(bytes);
      space.update(path, Math.max(0, (source.length ?? 0) - bytes));
      if (bytes < checkAt) continue;
      checkAt = bytes + CHECK_BYTES;
      await flush();
      await space.assertFree();
    }
  } finally {
    await flush();
  }
  if (source.length !== undefined && bytes !== source.length)
    throw sourceFailed('it sent less than it had announced');
  return bytes;
}

async function writeAll(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.byteLength; ) {
    const { bytesWritten } = await handle.write(
      chunk,
      written,
      chunk.byteLength - written,
      position + written,
    );
    written += bytesWritten;
  }
}
