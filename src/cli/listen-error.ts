import type { Config } from '../config/index.js';
import { OnplayError } from '../shared/errors.js';

/**
 * Calls `start`, and turns a listen error into a message that says what to do.
 * @throws OnplayError `config_invalid` for an address or port that cannot be used; otherwise what `start` throws.
 */
export async function withListenErrors<T>(
  { port }: Pick<Config, 'port'>,
  start: () => Promise<T>,
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const publicDetail = sentenceFor((error as NodeJS.ErrnoException).code, port);
    throw publicDetail ? new OnplayError('config_invalid', { publicDetail, cause: error }) : error;
  }
}

function sentenceFor(code: string | undefined, port: number): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Set ONPLAY_PORT to another one.`;
    case 'EACCES':
      return `Port ${port} needs privileges. Set ONPLAY_PORT above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'ONPLAY_HOST is not an address of this machine.';
    default:
      return undefined;
  }
}
