/** Builds every part in order and hands each to the next: the whole server can be learnt from here. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { EncoderSettings } from './encoder/encoder.js';
import { FailureMemory } from './encoder/failure-memory.js';
import { type FfmpegBinary, resolveFfmpeg } from './encoder/ffmpeg/binary.js';
import { ProcessRegistry } from './encoder/ffmpeg/registry.js';
import { ProcessStarter } from './encoder/ffmpeg/starting/process-starter.js';
import { WaitingProcesses } from './encoder/ffmpeg/waiting-processes.js';
import { createScheduler } from './encoder/scheduler.js';
import { mediaTools } from './encoder/tools/media-tools.js';
import { createLogger } from './log.js';
import type { MasterStore } from './masters/stores/store.js';
import { createMetrics } from './metrics.js';
import { createAdmin } from './origin/admin.js';
import { createShortWay } from './origin/app.js';
import { AssetLibrary } from './origin/assets/asset-library.js';
import { ensureDataFolder } from './origin/assets/data-folder.js';
import { createIndexStore } from './origin/assets/index-store.js';
import { DiskTier } from './origin/cache/disk-tier.js';
import { MemoryTier } from './origin/cache/memory-tier.js';
import { HttpServer, within } from './origin/http/serving.js';
import { Audience } from './origin/segments/audience.js';
import { createSegments } from './origin/segments/create-segments.js';
import { MeasuredRates } from './origin/segments/measured-rates.js';
import { ffmpegEncoder } from './origin/segments/segment-encoder.js';
import type { Services } from './origin/services.js';
import { grantKey } from './origin/tokens/grant-key.js';
import { GrantVerifier } from './origin/tokens/grant-verifier.js';
import { createTokenVerifier } from './origin/tokens/token-verifier.js';
import { packageVersion } from './version.js';

/** How many failures are remembered at once. */
const MAX_REMEMBERED = 10_000;
/** A segment that was killed this often in a row is not tried again for a while. */
const RETRYABLE_LIMIT = 3;

/** Pictures alone and in parts, and sound: so many commands does one player use. A waiting process has some 10 MB of its own. */
const WAITING_EACH_SLOT = 3;
/** Players whose buffer is full ask every few seconds. */
const WAITING_MS = 60_000;

/** Nothing is started ahead sooner after an encode: a player that starts or seeks asks for several things in a row. */
const QUIET_MS = 300;

/** What is being written when a server stops may be finished; a disk that takes longer is not waited for. */
const DISK_GRACE_MS = 2000;

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

export interface ServerOptions {
  readonly store: MasterStore;
  /** The demo: requests from this machine need no management key. */
  readonly openOnLoopback?: boolean;
  readonly log?: Logger;
}

/**
 * Starts a server.
 * @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old` or `data_unwritable`; the system's error (`EADDRINUSE`, …) when
 *   it cannot listen.
 */
export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const log = options.log ?? serverLog(config);
  const closing = new AbortController();
  await ensureDataFolder(config.dataPath);
  const services = await createServices(config, { ...options, log }, closing.signal);
  services.starter.begin();
  await services.disk?.restore();
  const { listener, atOnce } = createShortWay(services);
  const server = new HttpServer(listener, config.encodeTimeoutSeconds * 1000, atOnce);
  const port = await server.listen(config);
  const { ffmpegPath, version } = services.binary;
  log.info({ port, host: config.host, ffmpeg: version, ffmpegPath, slots: services.slots }, 'serving');
  let stopped: Promise<void> | undefined;
  return { port, services, stop: () => (stopped ??= stop(server, services, closing)) };
}

type StoppableServices = Awaited<ReturnType<typeof createServices>>;

async function stop(
  server: HttpServer,
  services: StoppableServices,
  closing: AbortController,
): Promise<void> {
  const { log, library, segments, registry, starter, disk, config } = services;
  log.info('stopping');
  const startedAt = performance.now();
  const graceMs = config.shutdownGraceSeconds * 1000;
  closing.abort();
  await within(graceMs, Promise.all([library.idle(), segments.idle()]));
  await server.close(graceMs - (performance.now() - startedAt));
  await registry.killAll();
  await starter.close();
  await within(DISK_GRACE_MS, disk?.idle() ?? Promise.resolve());
  log.info('stopped');
}

/**
 * The parts behind the routes; also for commands that need no server.
 * @param closing aborts when the server is told to stop.
 * @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old`, `config_invalid` without a key for tokens.
 */
export async function createServices(
  config: Config,
  { store, openOnLoopback = false, log = serverLog(config) }: ServerOptions,
  closing: AbortSignal,
) {
  // Every index and every encode listens to it while it is under way.
  setMaxListeners(0, closing);
  const binary = await findFfmpeg(config);
  const registry = new ProcessRegistry();
  const slots = config.encodeSlots || Math.max(1, availableParallelism());
  const waiting = new WaitingProcesses({ most: WAITING_EACH_SLOT * slots, maxWaitMs: WAITING_MS });
  const starter = new ProcessStarter({
    launcher: binary.launcher,
    onLost: () => log.error('the process that starts ffmpeg ended; it is started again'),
  });
  const encoder = { ...encoderSettings(config, binary, registry), waiting, start: starter.start };
  let quiet: NodeJS.Timeout | undefined;
  const scheduler = createScheduler({
    ...{ slots, lightSlots: slots + 1, maxQueued: config.encodeQueueLength },
    onIdle: () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        if (scheduler.running === 0 && !closing.aborted) void waiting.replenish();
      }, QUIET_MS).unref();
    },
  });
  const metrics = createMetrics();
  const cache = new MemoryTier({
    maxBytes: config.memoryCacheMaxBytes,
    ttlMs: config.memoryCacheTtlSeconds * 1000,
  });
  const disk = diskTier(config, log);
  const rates = new MeasuredRates();
  const audience = new Audience({ slots, waiting: () => scheduler.demandDepth });
  const library = new AssetLibrary({
    store,
    indexes: createIndexStore(config.dataPath, mediaTools(encoder), log),
    segmentMap: {
      targetSeconds: config.segmentTargetMs / 1000,
      firstSeconds: config.firstSegmentsMs.map((ms) => ms / 1000),
    },
    buildId: binary.buildId,
    passthrough: config.passthrough,
    scheduler,
    refusals: failureMemory(config.refusedMasterMemorySeconds),
    log,
    closing,
  });
  const segments = createSegments({
    encoder: ffmpegEncoder(encoder),
    scheduler,
    // As many as can start when the encodes under way have ended.
    readAheadQueueLength: slots,
    audience,
    cache,
    disk,
    failures: failureMemory(config.failedSegmentMemorySeconds),
    rates,
    metrics,
    log,
    closing,
  });
  const signingKey = await grantKey(config);
  // Behind a proxy every request comes from this machine.
  const admin = createAdmin({
    key: config.adminKey,
    openOnLoopback: openOnLoopback && config.trustProxy.length === 0,
  });
  return {
    ...{
      config,
      log,
      metrics,
      library,
      segments,
      cache,
      disk,
      rates,
      audience,
      scheduler,
      slots,
      registry,
      starter,
      binary,
      admin,
    },
    verifier: createTokenVerifier(config),
    grantKey: signingKey,
    grants: new GrantVerifier(signingKey),
    version: packageVersion(),
    isReady: () => !closing.aborted,
  };
}

/** The ffmpeg of a configuration. @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old`. */
export function findFfmpeg({ searchPath, ffmpegPath }: Config): Promise<FfmpegBinary> {
  return resolveFfmpeg({ searchPath, ...(ffmpegPath !== undefined && { configuredPath: ffmpegPath }) });
}

/** What every encode is bound by. */
export function encoderSettings(
  config: Config,
  binary: FfmpegBinary,
  registry: ProcessRegistry,
): EncoderSettings {
  return {
    binary,
    registry,
    timeoutMs: config.encodeTimeoutSeconds * 1000,
    memoryBytes: config.ffmpegMemoryLimitBytes,
    conformMaxBytes: config.conformMaxBytes,
  };
}

function diskTier(config: Config, log: Logger): DiskTier | undefined {
  if (config.diskCacheMaxBytes === 0) return undefined;
  return new DiskTier({
    folder: join(config.dataPath, 'segments'),
    maxBytes: config.diskCacheMaxBytes,
    minFreeBytes: config.diskMinFreeBytes,
    ttlMs: config.diskCacheTtlSeconds * 1000,
    log,
  });
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
