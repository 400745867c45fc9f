/** Builds every part in order and hands each to the next: the whole server can be learnt from here. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { EncoderSettings } from './encoder/encoder.js';
import { FailureMemory } from './encoder/failure-memory.js';
import { resolveFfmpeg } from './encoder/ffmpeg/binary.js';
import { ProcessRegistry } from './encoder/ffmpeg/registry.js';
import { createScheduler } from './encoder/scheduler.js';
import { mediaTools } from './encoder/tools/media-tools.js';
import { createLogger } from './log.js';
import type { MasterStore } from './masters/stores/store.js';
import { createMetrics } from './metrics.js';
import { createAdmin } from './origin/admin.js';
import { createApp } from './origin/app.js';
import { AssetLibrary } from './origin/assets/asset-library.js';
import { createIndexStore } from './origin/assets/index-store.js';
import { MeasuredRates } from './origin/segments/measured-rates.js';
import { SegmentCache } from './origin/segments/segment-cache.js';
import { SegmentService } from './origin/segments/segment-service.js';
import type { Services } from './origin/services.js';
import { grantKey } from './origin/tokens/grant-key.js';
import { createTokenVerifier } from './origin/tokens/token-verifier.js';
import { packageVersion } from './version.js';

/** How many failures are remembered at once. */
const MAX_REMEMBERED = 10_000;
/** A segment that was killed this often in a row is not tried again for a while. */
const RETRYABLE_LIMIT = 3;
/** A client that neither sends nor reads for this long is gone. */
const SOCKET_IDLE_MS = 60_000;

export interface RunningServer {
  readonly port: number;
  readonly services: Services;
  /** Stops accepting, finishes what is in flight within the configured time, ends every process. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly store: MasterStore;
  /** The demo: requests from this machine need no management key. */
  readonly openOnLoopback?: boolean;
  readonly log?: Logger;
}

/** Starts a server. @throws OnplayError when ffmpeg is missing or the data folder cannot be written. */
export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const log = options.log ?? serverLog(config);
  let ready = true;
  const services = await createServices(config, { ...options, log }, () => ready);
  const server = createServer(createApp(services));
  server.setTimeout(SOCKET_IDLE_MS, (socket) => socket.destroy());
  const port = await listen(server, config);
  const { ffmpegPath, version } = services.binary;
  log.info({ port, host: config.host, ffmpeg: version, ffmpegPath, slots: services.slots }, 'serving');
  return {
    port,
    services,
    stop: () => {
      ready = false;
      return stop(server, services);
    },
  };
}

/** The parts behind the routes; also for commands that need no server. */
export async function createServices(
  config: Config,
  { store, openOnLoopback = false, log = serverLog(config) }: ServerOptions,
  isReady: () => boolean,
) {
  const binary = await resolveFfmpeg({
    searchPath: config.searchPath,
    ...(config.ffmpegPath === undefined ? {} : { configuredPath: config.ffmpegPath }),
  });
  const registry = new ProcessRegistry();
  const encoder: EncoderSettings = {
    binary,
    registry,
    timeoutMs: config.encodeTimeoutSeconds * 1000,
    memoryBytes: config.ffmpegMemoryLimitBytes,
    conformMaxBytes: config.conformMaxBytes,
  };
  const slots = config.encodeSlots || Math.max(1, availableParallelism());
  const scheduler = createScheduler({ slots, lightSlots: slots + 1, maxQueued: config.encodeQueueLength });
  const metrics = createMetrics();
  const cache = new SegmentCache({
    maxBytes: config.memoryCacheMaxBytes,
    ttlMs: config.memoryCacheTtlSeconds * 1000,
  });
  const rates = new MeasuredRates();
  const segmentMap = {
    targetSeconds: config.segmentTargetMs / 1000,
    firstSeconds: config.firstSegmentsMs.map((ms) => ms / 1000),
  };
  const library = new AssetLibrary({
    store,
    indexes: createIndexStore(config.dataPath, mediaTools(encoder), log),
    segmentMap,
    buildId: binary.buildId,
    scheduler,
    refusals: failureMemory(config.refusedMasterMemorySeconds),
    log,
  });
  const failures = failureMemory(config.failedSegmentMemorySeconds);
  const segments = new SegmentService({ encoder, scheduler, cache, failures, rates, metrics, log });
  const verifier = createTokenVerifier(config);
  const admin = createAdmin({ key: config.adminKey, openOnLoopback });
  const parts = {
    config,
    log,
    metrics,
    verifier,
    admin,
    library,
    segments,
    cache,
    rates,
    scheduler,
    slots,
    registry,
  };
  return { ...parts, binary, grantKey: await grantKey(config), version: packageVersion(), isReady };
}

function serverLog(config: Config): Logger {
  const { tokenKey, adminKey } = config;
  const secrets = [tokenKey?.kind === 'secret' ? tokenKey.secret : undefined, adminKey];
  return createLogger({ level: config.logLevel, secrets: secrets.filter((secret) => secret !== undefined) });
}

function failureMemory(seconds: number): FailureMemory {
  return new FailureMemory({
    ttlMs: seconds * 1000,
    maxEntries: MAX_REMEMBERED,
    retryableLimit: RETRYABLE_LIMIT,
  });
}

function listen(server: Server, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function stop(server: Server, { scheduler, registry, config, log }: Services): Promise<void> {
  log.info('stopping');
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  scheduler.close();
  await within(config.shutdownGraceSeconds * 1000, Promise.all([closed, scheduler.idle()]));
  server.closeAllConnections();
  await registry.killAll();
  log.info('stopped');
}

async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([done, limit]);
  clearTimeout(timer);
}
