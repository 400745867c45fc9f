/** Builds every part in order and hands each to the next: the whole server can be learnt from here. */

import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { createTokenVerifier, edgeKeys, GrantVerifier, Revocations, signingKeyOf } from '../access/index.js';
import {
  AssetLibrary,
  type AssetLibraryOptions,
  createIndexStore,
  IndexingThreads,
} from '../assets/index.js';
import type { Config } from '../config/index.js';
import { configuredEdges, Invalidations, ReceiptStore } from '../edges/index.js';
import { mediaTools, ProcessRegistry, SpawnHelper, WarmProcesses } from '../encoder/index.js';
import { eventReports } from '../events/index.js';
import type { MasterStore } from '../masters/index.js';
import { createAdmin } from '../origin/index.js';
import {
  Admission,
  Coordinator,
  createSegments,
  ffmpegEncoder,
  MemoryTier,
  SegmentSizes,
} from '../segments/index.js';
import { Playbacks } from '../sessions/index.js';
import { createMetrics } from '../shared/metrics.js';
import { createScheduler } from '../shared/scheduler/scheduler.js';
import { packageVersion } from '../shared/version.js';
import {
  copyStore,
  diskTier,
  encoderSettings,
  failureMemory,
  findFfmpeg,
  outgoingWebhooks,
  serverLog,
} from './configured-parts.js';

/** Pictures alone and in parts, and sound: so many commands does one player use. A waiting process has some 10 MB of its own. */
const WAITING_EACH_SLOT = 3;
/** Players whose buffer is full ask every few seconds. */
const WAITING_MS = 60_000;

/** Reading and writing the disk they gain little from more; a long one does not hold up a short one. */
const MIN_REMUXES = 2;

/** Nothing is started ahead sooner after an encode: a player that starts or seeks asks for several things in a row. */
const QUIET_MS = 300;

export interface ServerOptions {
  readonly store: MasterStore;
  /** Whether the store has all masters that what is in the data folder may be of; see `AssetLibrary.sweep`. */
  readonly holdsAllMasters?: boolean;
  /** How long who asks for a master waits while it is prepared. */
  readonly patience?: AssetLibraryOptions['patience'];
  /** The demo: requests from this machine need no management key. */
  readonly openOnLoopback?: boolean;
  /** What the threads that index run, where it is not what was built: tests run from the sources. */
  readonly indexingWorker?: URL;
  readonly log?: Logger;
}

/**
 * The parts behind the routes; also for commands that need no server.
 * @param closing aborts when the server is told to stop.
 * @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old`, `config_invalid` without a key for tokens.
 */
export async function createServices(
  config: Config,
  { store, patience, openOnLoopback = false, indexingWorker, log = serverLog(config) }: ServerOptions,
  shutdownSignal: AbortSignal,
) {
  // Every index and every encode listens to it while it is under way.
  setMaxListeners(0, shutdownSignal);
  const binary = await findFfmpeg(config);
  const registry = new ProcessRegistry();
  const slots = config.encodeSlots || Math.max(1, availableParallelism());
  const waiting = new WarmProcesses({ most: WAITING_EACH_SLOT * slots, maxWaitMs: WAITING_MS });
  const starter = new SpawnHelper({
    launcher: binary.launcher,
    onExit: (why) => log.error({ why }, 'the process that starts ffmpeg was lost; it is started again'),
  });
  const encoder = { ...encoderSettings(config, binary, registry), waiting, start: starter.start };
  let quiet: NodeJS.Timeout | undefined;
  const scheduler = createScheduler({
    ...{ slots, lightSlots: slots + 1, maxQueued: config.encodeQueueLength },
    ...{ indexSlots: Math.max(2, slots), remuxSlots: Math.max(MIN_REMUXES, slots >> 1) },
    onIdle: () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        if (scheduler.running === 0 && !shutdownSignal.aborted) void waiting.replenish();
      }, QUIET_MS).unref();
    },
  });
  const metrics = createMetrics();
  const webhooks = outgoingWebhooks(config, log);
  const reports = eventReports((event) => webhooks?.emit(event));
  const cache = new MemoryTier({
    maxBytes: config.memoryCacheMaxBytes,
    ttlMs: config.memoryCacheTtlSeconds * 1000,
  });
  const disk = diskTier(config, log);
  const rates = new SegmentSizes();
  const admission = new Admission({ slots, waitingClients: (client) => scheduler.waitingClients(client) });
  const tools = mediaTools(encoder);
  const indexing = new IndexingThreads({ tools, ...(indexingWorker && { entry: indexingWorker }) });
  indexing.warm();
  shutdownSignal.addEventListener('abort', () => indexing.close(), { once: true });
  const library = new AssetLibrary({
    ...{ store, patience },
    onEvent: reports.asset,
    indexes: createIndexStore(config.dataPath, { tools, copies: copyStore(config, log), indexing, log }),
    segmentMap: {
      targetSeconds: config.segmentTargetMs / 1000,
      firstSeconds: config.firstSegmentsMs.map((ms) => ms / 1000),
    },
    buildId: binary.buildId,
    passthrough: config.passthrough,
    scheduler,
    refusals: failureMemory(config.refusedMasterMemorySeconds),
    log,
    shutdownSignal,
  });
  const keys = await edgeKeys(config);
  const edges = configuredEdges(config.edges, keys.edgeKey);
  const coordinator = new Coordinator({
    ...{ cache, disk, log },
    failures: failureMemory(config.failedSegmentMemorySeconds),
    onFailed: reports.failed,
  });
  const segments = createSegments({
    encoder: ffmpegEncoder(encoder),
    scheduler,
    // As many as can start when the encodes under way have ended.
    prefetchQueueLength: slots,
    ...{ admission, coordinator, isBehindEdges: edges.length > 0 },
    rates,
    metrics,
    log,
    shutdownSignal,
  });
  const revocations = new Revocations({ file: join(config.dataPath, 'revocations.json'), log });
  const invalidations = new Invalidations({
    ...{ library, coordinator, memory: cache, disk, revocations, edges, log, shutdownSignal },
    receipts: new ReceiptStore({ folder: join(config.dataPath, 'invalidations'), log }),
    onCompleted: reports.invalidated,
  });
  const signingKey = signingKeyOf(keys);
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
      revocations,
      invalidations,
      webhooks,
      rates,
      admission,
      scheduler,
      slots,
      registry,
      starter,
      binary,
      admin,
    },
    verifier: createTokenVerifier(config),
    grantKey: signingKey,
    grants: new GrantVerifier(signingKey, (scope) => revocations.covers(scope)),
    playbacks: new Playbacks({ onStarted: reports.started, onEnded: reports.ended }),
    version: packageVersion(),
    isReady: () => !shutdownSignal.aborted,
  };
}
