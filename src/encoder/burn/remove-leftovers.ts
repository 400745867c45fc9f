import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Longer than any encode takes. */
const AGE_MS = 60 * 60_000;

/** Removes what processes that were killed have left in a scratch folder. Never rejects. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    const written = await stat(path).catch(() => undefined);
    const isOld = written && Date.now() - written.mtimeMs > AGE_MS;
    if (isOld) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
