/** Copies what is read from a store into a local file. */
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { ByteSource } from './store.js';
import { masterUnreadable } from './store-errors.js';

/** Of one read: large enough that the time to its first byte matters little. */
const RANGE_BYTES = 8 * 1024 * 1024;
/** A single connection to a store is often slower than the line. */
const RANGES_AT_ONCE = 4;

export interface DownloadContext {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called with the share that is there, 0 to 1. Must not throw. */
  readonly onProgress?: (share: number) => void;
}

/**
 * Writes all bytes of a source into a new file, which only its owner can read. Leaves none when it fails.
 * @throws what `read` throws; `master_unreadable` where the source ends early; the signal's reason once that has aborted; the
 *   system's error where the file cannot be written.
 */
export async function download(source: ByteSource, path: string, context: DownloadContext): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await copyRanges(source, file, context);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function copyRanges(
  source: ByteSource,
  file: FileHandle,
  { signal, onProgress }: DownloadContext,
): Promise<void> {
  const { size } = source;
  let next = 0;
  let written = 0;
  const copySome = async () => {
    while (next < size) {
      const offset = next;
      next += RANGE_BYTES;
      const bytes = await copyRange(source, file, offset);
      written += bytes;
      signal.throwIfAborted();
      onProgress?.(written / size);
    }
  };
  const copies = Array.from({ length: RANGES_AT_ONCE }, () =>
    copySome().catch((error: unknown) => {
      next = size;
      throw error;
    }),
  );
  // The file is not closed while one of them writes to it.
  await Promise.allSettled(copies);
  await Promise.all(copies);
}

/** Resolves with how many bytes it copied. */
async function copyRange(source: ByteSource, file: FileHandle, offset: number): Promise<number> {
  const length = Math.min(RANGE_BYTES, source.size - offset);
  const bytes = await source.read(offset, length);
  if (bytes.byteLength !== length) throw masterUnreadable(new Error('the source has ended early'));
  for (let at = 0; at < length; ) at += (await file.write(bytes, at, length - at, offset + at)).bytesWritten;
  return length;
}
