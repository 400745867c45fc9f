import type { Logger } from 'pino';
import { ensureSecretFile, signToken } from '../../access/index.js';
import { ensureDataFolder } from '../../assets/index.js';
import { Buckets, openStore } from '../../composition/library/index.js';
import { type RunningServer, type ServerOptions, startServer } from '../../composition/server/index.js';
import { type Config, loadConfig } from '../../config/index.js';
import { type AssetId, assetPath, toAssetId } from '../../shared/asset-id.js';
import { createLogger } from '../../shared/log.js';
import { folderStore, logNotices, type MasterStore } from '../../stores/index.js';
import { namedFiles } from '../masters/named-files.js';
import { demoSecretPath } from '../token.js';
import { makeDemoMasters } from './demo-masters.js';
import { withListenErrors } from './listen-error.js';
import { originUrl } from './serve.js';
import { stopOnSignal } from './stop-on-signal.js';

const TTL_SECONDS = 12 * 3600;
const MAX_PRINTED_ASSETS = 20;

/** `onplay demo [FILE...]`: serves on the loopback interface only, with the page and the API open to this machine. */
export async function demo(files: readonly string[]): Promise<void> {
  const loaded = loadConfig();
  await ensureDataFolder(loaded.dataPath);
  const secret = await demoSecret(loaded);
  const tokenKey = { kind: 'secret', secret } as const;
  // Only this machine can upload, without which there would be nothing to try the page's field with.
  const config: Config = { ...loaded, host: '127.0.0.1', tokenKey, uploads: true };
  const level = config.logLevel === 'info' ? 'warn' : config.logLevel;
  const log = createLogger({ level, secrets: [secret] });
  const buckets = new Buckets(config);
  const { store, mastersPath } = await demoMasters(config, buckets, files, log);
  const server = await startOnFreePort(config, {
    ...{ store, buckets, openOnLoopback: true, log, ...(mastersPath !== undefined && { mastersPath }) },
  });
  stopOnSignal(server);
  const origin = originUrl(config, server);
  const assets = await store.list(MAX_PRINTED_ASSETS);
  // The first asset is printed last, where the user is looking.
  const lines = assets.map((asset) => `${demoLine(origin, toAssetId(asset), secret)}\n`).reverse();
  process.stdout.write(lines.join(''));
}

async function demoSecret(config: Config): Promise<string> {
  return config.tokenKey?.kind === 'secret'
    ? config.tokenKey.secret
    : ensureSecretFile(demoSecretPath(config));
}

interface DemoMasters {
  readonly store: MasterStore;
  /** Where more can be uploaded to; undefined for named files. */
  readonly mastersPath?: string;
}

/** The named files; else the configured directory of masters; else, when that is empty or missing, a generated test video. */
async function demoMasters(
  config: Config,
  buckets: Buckets,
  files: readonly string[],
  log: Logger,
): Promise<DemoMasters> {
  if (files.length > 0) return { store: (await namedFiles(files)).store };
  const configured = await openStore(config, buckets, logNotices(log));
  if ((await configured.list(1).catch(() => [])).length > 0)
    return { store: configured, mastersPath: config.mastersPath };
  const mastersPath = await makeDemoMasters(config);
  return { store: folderStore(mastersPath), mastersPath };
}

/** Starts the server on the configured port, or on a free port when that one is in use. */
async function startOnFreePort(config: Config, options: ServerOptions): Promise<RunningServer> {
  try {
    return await startServer(config, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') {
      return withListenErrors(config, () => Promise.reject(error));
    }
    process.stderr.write(`onplay: port ${config.port} is in use, using a free one\n`);
    return startServer({ ...config, port: 0 }, options);
  }
}

function demoLine(origin: string, asset: AssetId, secret: string): string {
  const token = signToken(secret, asset, { ttlSeconds: TTL_SECONDS });
  const url = (extension: string) => `${origin}/${assetPath(asset)}.${extension}?token=${token}`;
  const page = `${origin}/#asset=${encodeURIComponent(asset)}`;
  return `Onplay plays ${asset}: page ${page} HLS ${url('m3u8')} DASH ${url('mpd')}`;
}
