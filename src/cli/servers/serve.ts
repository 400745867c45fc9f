import { Buckets, openStore } from '../../composition/library/index.js';
import { serverLog, startServer } from '../../composition/server/index.js';
import { type Config, loadConfig } from '../../config/index.js';
import { logNotices } from '../../stores/index.js';
import { withListenErrors } from './listen-error.js';
import { stopOnSignal } from './stop-on-signal.js';

/** `onplay serve`: serves until a shutdown signal. */
export async function serve(): Promise<void> {
  const config = loadConfig(undefined, undefined, { tokenKeyRequired: true });
  const log = serverLog(config);
  const buckets = new Buckets(config);
  const store = await openStore(config, buckets, logNotices(log));
  const server = await withListenErrors(config, () =>
    startServer(config, { store, buckets, mastersPath: config.mastersPath, holdsAllMasters: true, log }),
  );
  process.stderr.write(`onplay: serving ${config.mastersPath} at ${originUrl(config, server)}\n`);
  stopOnSignal(server);
}

/** The URL where clients reach a server: the configured public URL, else its own address. Without a trailing slash. */
export function originUrl(config: Config, server: { readonly port: number }): string {
  return config.publicUrl ?? `http://${urlHost(config.host)}:${server.port}`;
}

/** A server that listens on all interfaces is reached at the loopback address. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
