import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface AtomicWriteOptions {
  /** Whether it is to outlast a power cut once this has resolved. */
  readonly flush?: boolean;
}

/**
 * Writes beside the path and renames, so that a reader or a crash never sees half a file. Only its owner may read it.
 * @throws the system's error; the file is then as it was.
 */
export async function writeAtomically(
  path: string,
  contents: string | Uint8Array | Iterable<Uint8Array>,
  { flush = false }: AtomicWriteOptions = {},
): Promise<void> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(unfinished, contents, { mode: 0o600, flush });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
}
