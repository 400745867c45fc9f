/** Starts and stops a server. */

import { ensureDataFolder } from '../assets/index.js';
import type { Config } from '../config/index.js';
import { confinementReport } from '../encoder/index.js';
import type { FolderWatch } from '../masters/index.js';
import { createRequestListener, HttpServer, longestAnswerMs, type Services } from '../origin/index.js';
import { within } from '../shared/deadline.js';
import { httpLimits, serverLog } from './configured-parts.js';
import { createServices, type ServerOptions } from './create-services.js';
import { watchMasters } from './watch-masters.js';

/** What is being written when a server stops may be finished; a disk that takes longer is not waited for. */
const DISK_GRACE_MS = 2000;

/** What is on a large disk is known after a few seconds; until then it is made as if it were not there. */
const LONGEST_RESTORE_MS = 5000;

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  readonly services: Services;
  /**
   * Finishes what viewers wait for within the configured time, answering `/readyz` with 503 meanwhile; then stops
   * listening and ends every connection and every process. Always the same stop, however often it is called.
   */
  stop(): Promise<void>;
}

/**
 * Starts a server.
 * @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old` or `data_unwritable`; the system's error (`EADDRINUSE`, …) when
 *   it cannot listen.
 */
export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const log = options.log ?? serverLog(config);
  const shutdownSignal = new AbortController();
  await ensureDataFolder(config.dataPath);
  const services = await createServices(config, { ...options, log }, shutdownSignal.signal);
  services.starter.begin();
  await Promise.all([
    within(LONGEST_RESTORE_MS, services.disk?.restore() ?? Promise.resolve()),
    services.revocations.restore().then(() => services.invalidations.begin()),
    services.webhooks?.begin(),
  ]);
  const { listener, tryFastPath } = createRequestListener(services);
  const server = new HttpServer(listener, longestAnswerMs(config), tryFastPath, httpLimits(config, log));
  const port = await server.listen(config);
  void services.library.sweep(options.holdsAllMasters ?? false);
  const watch = config.watchMasters ? watchMasters(config.mastersPath, services) : undefined;
  const { ffmpegPath, version, launcher } = services.binary;
  const { says: confinement, advice } = confinementReport(launcher.confinement);
  const ffmpeg = { ffmpeg: version, ffmpegPath, confinement, ...(advice && { advice }) };
  log.info({ port, host: config.host, ...ffmpeg, slots: services.slots }, 'serving');
  let stopped: Promise<void> | undefined;
  return { port, services, stop: () => (stopped ??= stop(server, services, shutdownSignal, watch)) };
}

type StoppableServices = Awaited<ReturnType<typeof createServices>>;

async function stop(
  server: HttpServer,
  services: StoppableServices,
  shutdownSignal: AbortController,
  watch: FolderWatch | undefined,
): Promise<void> {
  const { log, library, segments, registry, starter, disk, config } = services;
  const { playbacks, webhooks, invalidations } = services;
  log.info('stopping');
  const startedAt = performance.now();
  const graceMs = config.shutdownGraceSeconds * 1000;
  shutdownSignal.abort();
  await within(graceMs, Promise.all([library.idle(), segments.idle()]));
  await server.close(graceMs - (performance.now() - startedAt));
  await registry.killAll();
  await starter.close();
  playbacks.close();
  await within(
    DISK_GRACE_MS,
    Promise.all([disk?.idle(), invalidations.idle(), webhooks?.close(), watch?.close()]),
  );
  log.info('stopped');
}
