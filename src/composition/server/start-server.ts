/** Starts and stops a server. */

import type { Logger } from 'pino';
import { ensureDataFolder } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import { confinementReport } from '../../encoder/index.js';
import type { FolderWatch } from '../../masters/index.js';
import {
  connectionLimit,
  createRequestListener,
  HttpServer,
  type HttpServerLimits,
  longestAnswerMs,
  openFilesLimit,
  type Services,
} from '../../origin/index.js';
import { within } from '../../shared/deadline.js';
import { serverLog } from './server-log.js';
import { type BuiltParts, buildServices, type ServerOptions } from './services.js';
import { watchMasters } from './watch-masters.js';

/** How long a stopping server waits for writes in progress to finish. */
const DISK_GRACE_MS = 2000;

/**
 * How long the start waits for the scan of the disk tier, which takes a few seconds when it is large. Segments not yet found
 * are produced again.
 */
const MAX_RESTORE_MS = 5000;

/** A listening server. */
export interface RunningServer {
  readonly port: number;
  readonly services: Services;
  /**
   * Stops gracefully: finishes work in progress for up to the configured grace period, answering `/readyz` with 503; then
   * stops listening and ends every connection and process. Repeated calls return the same promise.
   */
  stop(): Promise<void>;
}

/**
 * Builds the parts and starts the HTTP server.
 * @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old`, `data_unwritable`, or `config_invalid` without a token key; the
 *   system's error (`EADDRINUSE`, …) when it cannot listen.
 */
export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const log = options.log ?? serverLog(config);
  const shutdown = new AbortController();
  await ensureDataFolder(config.dataPath);
  const services = await buildServices(config, { ...options, log }, shutdown.signal);
  services.ffmpeg?.spawnHelper.begin();
  await Promise.all([
    within(MAX_RESTORE_MS, services.disk?.restore() ?? Promise.resolve()),
    services.revocations.restore().then(() => services.invalidations.begin()),
    services.webhooks?.begin(),
  ]);
  const { listener, tryFastPath } = createRequestListener(services);
  const server = new HttpServer(listener, longestAnswerMs(config), tryFastPath, httpLimits(config, log));
  const port = await server.listen(config);
  void services.library.sweep(options.holdsAllMasters ?? false);
  const watch = config.watchMasters ? watchMasters(config.mastersPath, services) : undefined;
  log.info({ port, host: config.host, ...describeFfmpeg(services), slots: services.slots }, 'serving');
  let stopped: Promise<void> | undefined;
  return { port, services, stop: () => (stopped ??= stop(server, services, shutdown, watch)) };
}

function describeFfmpeg({ ffmpeg }: Pick<BuiltParts, 'ffmpeg'>) {
  if (ffmpeg === undefined) return {};
  const { ffmpegPath, version, launcher } = ffmpeg.binary;
  const { summary: confinement, advice } = confinementReport(launcher.confinement);
  return { ffmpeg: version, ffmpegPath, confinement, ...(advice && { advice }) };
}

/** Some dozens of the largest segments. */
const LEAST_UNSENT_BYTES = 64 * 1024 * 1024;

/** What keeps clients from taking all file descriptors and all memory. */
function httpLimits({ memoryCacheMaxBytes }: Config, log: Logger): HttpServerLimits {
  return {
    maxConnections: connectionLimit(openFilesLimit()),
    // Beside the cache, which holds most of them.
    maxUnsentBytes: Math.max(LEAST_UNSENT_BYTES, memoryCacheMaxBytes / 2),
    onBound: (bound, address) =>
      log.warn({ bound, address }, 'a connection was ended, since there is too much'),
  };
}

async function stop(
  server: HttpServer,
  services: BuiltParts,
  shutdown: AbortController,
  watch: FolderWatch | undefined,
): Promise<void> {
  const { log, library, segments, registry, ffmpeg, disk, config } = services;
  const { playbacks, webhooks, invalidations } = services;
  log.info('stopping');
  const startedAt = performance.now();
  const graceMs = config.shutdownGraceSeconds * 1000;
  shutdown.abort();
  await within(graceMs, Promise.all([library.idle(), segments.idle()]));
  await server.close(graceMs - (performance.now() - startedAt));
  await registry.killAll();
  await ffmpeg?.spawnHelper.close();
  playbacks.close();
  await within(
    DISK_GRACE_MS,
    Promise.all([disk?.idle(), invalidations.idle(), webhooks?.close(), watch?.close()]),
  );
  log.info('stopped');
}
