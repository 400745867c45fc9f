import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OnplayError } from '../shared/errors.js';

/**
 * Creates the data directory, accessible to its owner alone, and checks that it is writable.
 * @throws OnplayError `data_unwritable` when it cannot be created or written.
 */
export async function ensureDataFolder(dataPath: string): Promise<void> {
  const probe = join(dataPath, `.trial-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(dataPath, { recursive: true, mode: 0o700 });
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    throw new OnplayError('data_unwritable', {
      publicDetail:
        'The data folder cannot be written. Set ONPLAY_DATA to a folder that belongs to the user who runs Onplay.',
      cause,
    });
  }
}
