/** Whole files or none: writing that a crash cannot leave half done. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Options of {@link writeAtomically}. */
export interface AtomicWriteOptions {
  /** Whether to flush the contents to the disk before the rename, so that a power cut cannot leave an incomplete file. */
  readonly flush?: boolean;
}

/**
 * Writes a temporary file beside `path` and renames it, so that neither a reader nor a crash ever sees part of a file.
 * Creates missing directories (mode 0700); the file has mode 0600.
 * @throws the error of the file system; a file at `path` is then unchanged.
 */
export async function writeAtomically(
  path: string,
  contents: string | Uint8Array | Iterable<Uint8Array>,
  { flush = false }: AtomicWriteOptions = {},
): Promise<void> {
  const temporaryPath = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporaryPath, contents, { mode: 0o600, flush });
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw error;
  }
}
