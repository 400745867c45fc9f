/** Folders with the files that ffmpeg reads besides its input, and nothing else. */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** So that ffmpeg, which runs as another user, finds what it is told of, and no other user lists the folder. */
const TRAVERSABLE = 0o711;
/** Of the files in it. */
export const READABLE = { mode: 0o644 } as const;

/**
 * Makes a folder, and removes it with all that is in it when `use` has settled. Returns its result.
 * @param parent absolute; made where it is missing. @param prefix of its name.
 * @throws what making it and `use` throw.
 */
export async function withScratchFolder<T>(
  parent: string,
  prefix: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true, mode: TRAVERSABLE });
  const folder = await mkdtemp(join(parent, prefix));
  try {
    await chmod(folder, TRAVERSABLE);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
