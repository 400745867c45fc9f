/** Secrets that Onplay generates and stores in files only their owner can read. */
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { OnplayError } from '../shared/errors.js';

const minimumBytes = 32;
const maximumBytes = 4096;

/**
 * The secret in `file`: text of at least 32 bytes, trimmed, in a file of at most 4096 bytes. A missing file is created
 * with 32 random bytes; any number of processes may do so at once, and all get the same secret. Sets mode 600 on a file
 * that others can read.
 *
 * @throws OnplayError `data_unwritable` if the file can be neither read nor created, or holds no usable secret
 */
export async function ensureSecretFile(file: string): Promise<string> {
  try {
    return (await readSecret(file)) ?? (await createSecret(file));
  } catch (cause) {
    throw new OnplayError('data_unwritable', {
      publicDetail:
        'A secret file could not be read or created. It has to be a regular file of at least 32 bytes that belongs to ' +
        'the user who runs Onplay, in a directory this user can write to.',
      cause,
    });
  }
}

async function readSecret(file: string): Promise<string | undefined> {
  const stats = await stat(file).catch(ignoring('ENOENT'));
  if (stats === undefined) return undefined;
  if (!stats.isFile()) throw new Error('not a regular file');
  if (stats.size > maximumBytes) throw new Error('too large for a secret');
  if ((stats.mode & 0o077) !== 0) await chmod(file, 0o600);
  const secret = (await readFile(file, 'utf8')).trim();
  if (Buffer.byteLength(secret) < minimumBytes) throw new Error('too short for a secret');
  return secret;
}

/**
 * Writes a draft and links it into place, so that no process reads half a secret. The first link wins; with a rename
 * (`writeAtomically`) the last would, and another process would go on with a secret that is in no file.
 */
async function createSecret(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(minimumBytes).toString('base64url')}\n`);
    await handle.sync();
    await link(draft, file).catch(ignoring('EEXIST'));
  } finally {
    await handle.close();
    await unlink(draft);
  }
  const secret = await readSecret(file);
  if (secret === undefined) throw new Error('the file was removed right after it was created');
  return secret;
}

function ignoring(code: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code !== code) throw error;
    return undefined;
  };
}
