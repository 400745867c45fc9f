import type { Config } from '../config/index.js';
import { OnplayError } from '../shared/errors.js';

/** Starts a server; an address that cannot be used becomes a sentence that says what to do. */
export async function listening<T>({ port }: Pick<Config, 'port'>, start: () => Promise<T>): Promise<T> {
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
      return `Port ${port} is not allowed. Set ONPLAY_PORT above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'ONPLAY_HOST is not an address of this machine.';
    default:
      return undefined;
  }
}
