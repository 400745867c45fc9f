import { type RunningServer, startServer } from '../composition/server/index.js';
import { type Config, loadConfig } from '../config/index.js';
import { folderStore } from '../masters/index.js';
import { listening } from './listening.js';

/** `onplay serve`: until it is told to stop. */
export async function serve(): Promise<void> {
  const config = loadConfig(undefined, undefined, { tokenKeyRequired: true });
  const server = await listening(config, () =>
    startServer(config, { store: folderStore(config.mastersPath), holdsAllMasters: true }),
  );
  process.stderr.write(`onplay: serving ${config.mastersPath} at ${originUrl(config, server)}\n`);
  stopOnSignal(server);
}

/** Where clients reach a server: as configured, else its own address. */
export function originUrl(config: Config, server: { readonly port: number }): string {
  return config.publicUrl ?? `http://${urlHost(config.host)}:${server.port}`;
}

/** A server that listens everywhere is reached here by the loopback address. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Finishes what is in flight and exits 0; a second signal does not wait. */
export function stopOnSignal(server: RunningServer): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
