import { OnplayError } from '../../shared/errors.js';

/** The settings that say where to listen. */
interface ListenSettings {
  readonly host: string;
  readonly port: string;
}

const OF_SERVER: ListenSettings = { host: 'ONPLAY_HOST', port: 'ONPLAY_PORT' };
export const OF_WORKER: ListenSettings = { host: 'ONPLAY_WORKER_HOST', port: 'ONPLAY_WORKER_PORT' };

/**
 * Calls `start`, and turns a listen error into a message that says what to do.
 * @throws OnplayError `config_invalid` for an address or port that cannot be used; otherwise what `start` throws.
 */
export async function withListenErrors<T>(
  { port }: { readonly port: number },
  start: () => Promise<T>,
  settings = OF_SERVER,
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const publicDetail = sentenceFor((error as NodeJS.ErrnoException).code, port, settings);
    throw publicDetail ? new OnplayError('config_invalid', { publicDetail, cause: error }) : error;
  }
}

function sentenceFor(code: string | undefined, port: number, settings: ListenSettings): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Set ${settings.port} to another one.`;
    case 'EACCES':
      return `Port ${port} needs privileges. Set ${settings.port} above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${settings.host} is not an address of this machine.`;
    default:
      return undefined;
  }
}
