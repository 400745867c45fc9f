/** Copies a source into a file, within bounds. */
import { type FileHandle, open, rm } from 'node:fs/promises';
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
  /** Milliseconds from any fixed moment. */
  readonly now?: () => number;
}

/** How often the free space is looked at: what others write to the disk counts too. */
const CHECK_BYTES = 16 * 1024 * 1024;

/**
 * Resolves when all of it is written. The file must not exist; it is removed on failure.
 * @throws OnplayError `import_too_large`, `store_full`, `masters_unwritable`, and as the source; `import_source_failed` where
 *   there was less than its server had said.
 */
export async function copySource(source: Source, options: CopyOptions): Promise<void> {
  const { path, maxBytes, space } = options;
  if ((source.length ?? 0) > maxBytes) throw importTooLarge(maxBytes);
  try {
    await space.reserve(path, source.length ?? 0);
    // Exclusive, so that it writes through no link that was put there.
    const handle = await open(path, 'wx', 0o600);
    await copy(source, handle, options).finally(() => handle.close());
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw writeFailure(error);
  } finally {
    space.release(path);
  }
}

async function copy(source: Source, handle: FileHandle, options: CopyOptions): Promise<void> {
  const { path, maxBytes, space, onProgress, now = () => performance.now() } = options;
  const rate = new LeastRate(now);
  let bytes = 0;
  let checkAt = CHECK_BYTES;
  for await (const chunk of source.body) {
    rate.add(chunk.byteLength);
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw importTooLarge(maxBytes);
    await handle.writeFile(chunk);
    onProgress(bytes);
    space.update(path, Math.max(0, (source.length ?? 0) - bytes));
    if (bytes < checkAt) continue;
    checkAt = bytes + CHECK_BYTES;
    await space.assertFree();
  }
  if (source.length !== undefined && bytes !== source.length)
    throw sourceFailed('it sent less than it had announced');
}
