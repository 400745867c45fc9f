/** Starts and stops a server. */

import type { Logger } from 'pino';
import { ensureDataFolder } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import { confinementReport } from '../../encoder/index.js';
import {
  connectionLimit,
  createRequestListener,
  HttpServer,
  type HttpServerLimits,
  isUpload,
  longestAnswerMs,
  openFilesLimit,
  type Services,
} from '../../origin/index.js';
import { Lifecycle } from '../lifecycle.js';
import { serverLog } from './server-log.js';
import { serverParts } from './server-parts.js';
import { type BuiltParts, buildServices, type ServerOptions } from './services.js';

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
  await ensureDataFolder(config.dataPath);
  const lifecycle = new Lifecycle({ log, graceMs: config.shutdownGraceSeconds * 1000 });
  const services = await buildServices(config, { ...options, log }, lifecycle.shutdownSignal);
  const listener = createRequestListener(services);
  const http = new HttpServer(listener, longestAnswerMs(config), httpLimits(config, log));
  let port = 0;
  await lifecycle.start(
    serverParts(services, http, options, (listening) => {
      port = listening;
    }),
  );
  log.info({ port, host: config.host, ...describeFfmpeg(services), slots: services.slots }, 'serving');
  return { port, services, stop: () => lifecycle.stop() };
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
function httpLimits({ memoryCacheMaxBytes, uploads }: Config, log: Logger): HttpServerLimits {
  return {
    maxConnections: connectionLimit(openFilesLimit()),
    // Beside the cache, which holds most of them.
    maxUnsentBytes: Math.max(LEAST_UNSENT_BYTES, memoryCacheMaxBytes / 2),
    ...(uploads && { isUpload }),
    onBound: (bound, address) =>
      log.warn({ bound, address }, 'a connection was ended, since there is too much'),
  };
}
