/** Whole files or none: writing that a crash cannot leave half done. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Options of {@link writeAtomically}. */
export interface AtomicWriteOptions {
  /** Whether to flush the contents to the disk before the rename, so that a power cut cannot leave an incomplete file. */
  readonly flush?: boolean;
  /**
   * The file to write first, on the same file system: it must not exist, and no other write may use the name, since it is
   * removed if the write fails. By default `PATH.RANDOM.tmp`.
   */
  readonly temporaryPath?: string;
}

/**
 * Writes a temporary file and renames it to `path`, so that neither a reader nor a crash ever sees part of a file.
 * After a crash the temporary file may be left. Creates missing directories (mode 0700); the file has mode 0600.
 * @throws the error of the file system; a file at `path` is then unchanged.
 */
export async function writeAtomically(
  path: string,
  contents: string | Uint8Array | Iterable<Uint8Array>,
  { flush = false, temporaryPath = temporaryPathFor(path) }: AtomicWriteOptions = {},
): Promise<void> {
  try {
    for (const directory of new Set([dirname(temporaryPath), dirname(path)])) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    }
    // Exclusive, so that it writes through no link that was put there.
    await writeFile(temporaryPath, contents, { mode: 0o600, flag: 'wx', flush });
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw error;
  }
}

function temporaryPathFor(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}
