/** Files that are produced once and then reused. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Produces the file if it does not exist, and returns its path. The file appears atomically and is never replaced, even if
 * several processes produce it at the same time: to a server, a replaced file is another version of a master.
 *
 * @param write writes the file to the path it is given; not called if the file exists
 */
export async function cachedFile(
  path: string,
  write: (partial: string) => Promise<unknown>,
): Promise<string> {
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await write(partial);
    await link(partial, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(partial, { force: true });
  }
  return path;
}
