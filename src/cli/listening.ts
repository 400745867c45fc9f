import type { Config } from '../config.js';
import { OnplayError } from '../errors.js';

/** Starts a server; an address that cannot be used becomes a sentence that says what to do. */
export async function listening<T>(config: Config, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw unusable(`Port ${config.port} is in use. Set ONPLAY_PORT to another one.`, error);
    if (code === 'EACCES')
      throw unusable(`Port ${config.port} is not allowed. Set ONPLAY_PORT above 1023.`, error);
    if (code === 'EADDRNOTAVAIL') throw unusable('ONPLAY_HOST is not an address of this machine.', error);
    throw error;
  }
}

function unusable(publicDetail: string, cause: unknown): OnplayError {
  return new OnplayError('config_invalid', { publicDetail, cause });
}
