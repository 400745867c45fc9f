import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OnplayError } from '../shared/errors.js';

/**
 * Makes the data folder, for its owner alone, and tries whether it can be written.
 * @throws OnplayError `data_unwritable`.
 */
export async function ensureDataFolder(dataPath: string): Promise<void> {
  const trial = join(dataPath, `.trial-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(dataPath, { recursive: true, mode: 0o700 });
    await writeFile(trial, '');
    await rm(trial);
  } catch (cause) {
    throw new OnplayError('data_unwritable', {
      publicDetail:
        'The data folder cannot be written. Let ONPLAY_DATA name a folder that belongs to the user who runs Onplay.',
      cause,
    });
  }
}
