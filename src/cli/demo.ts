import { stat } from 'node:fs/promises';
import { type Config, loadConfig } from '../config.js';
import { OnplayError } from '../errors.js';
import { createLogger } from '../log.js';
import { type RunningServer, startServer } from '../main.js';
import { fileListStore } from '../masters/stores/file-list-store.js';
import { folderStore } from '../masters/stores/folder-store.js';
import type { MasterStore } from '../masters/stores/store.js';
import { assetPath, toAssetId } from '../origin/asset-id.js';
import { ensureSecretFile } from '../origin/secrets.js';
import { signToken } from '../origin/tokens/sign-token.js';
import { makeDemoMasters } from './demo-masters.js';
import { originUrl, stopOnSignal } from './serve.js';
import { demoSecretPath } from './token.js';

const TTL_SECONDS = 12 * 3600;
const MAX_PRINTED_ASSETS = 20;

/** `onplay demo [FILE...]`: the page and its API are open to this machine, and to nobody else. */
export async function demo(files: readonly string[]): Promise<void> {
  const loaded = loadConfig();
  const secret =
    loaded.tokenKey?.kind === 'secret'
      ? loaded.tokenKey.secret
      : await ensureSecretFile(demoSecretPath(loaded));
  const config: Config = { ...loaded, host: '127.0.0.1', tokenKey: { kind: 'secret', secret } };
  const store = await demoStore(config, files);
  const log = createLogger({
    level: config.logLevel === 'info' ? 'warn' : config.logLevel,
    secrets: [secret],
  });
  const server = await startAnywhere(config, (settings) =>
    startServer(settings, { store, openOnLoopback: true, log }),
  );
  stopOnSignal(server);
  const assets = await store.list(MAX_PRINTED_ASSETS);
  const lines = assets.map((asset) => demoLine(originUrl(config, server), asset, secret));
  process.stdout.write(`${lines.reverse().join('\n')}\n`);
}

/** The named files, else the masters of the configured folder, else two that are made now. */
async function demoStore(config: Config, files: readonly string[]): Promise<MasterStore> {
  for (const file of files) {
    if (!(await stat(file).catch(() => undefined))?.isFile()) {
      throw new OnplayError('argument_invalid', { publicDetail: `There is no file ${file}.` });
    }
  }
  if (files.length > 0) return fileListStore(files);
  const configured = folderStore(config.mastersPath);
  if ((await configured.list(1)).length > 0) return configured;
  return folderStore(await makeDemoMasters(config));
}

/** At the configured port, or at a free one where that is taken. */
async function startAnywhere(
  config: Config,
  start: (config: Config) => Promise<RunningServer>,
): Promise<RunningServer> {
  try {
    return await start(config);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    process.stderr.write(`onplay: port ${config.port} is in use, taking a free one\n`);
    return start({ ...config, port: 0 });
  }
}

function demoLine(origin: string, asset: string, secret: string): string {
  const id = toAssetId(asset);
  const token = signToken(secret, id, { ttlSeconds: TTL_SECONDS });
  const url = (extension: string) => `${origin}/${assetPath(id)}.${extension}?token=${token}`;
  return `Onplay plays ${asset}: page ${origin}/#asset=${encodeURIComponent(id)} HLS ${url('m3u8')} DASH ${url('mpd')}`;
}
