/** Starts and stops a worker. */
import type { Logger } from 'pino';
import { ensureDataFolder } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import { FleetSeal, FleetWorker, type FleetWorkerOptions } from '../../fleet/index.js';
import { followPurges } from '../../segments/index.js';
import { createMetrics, type Metrics } from '../../shared/metrics.js';
import type { MasterStore } from '../../stores/index.js';
import { buildEncoding, type Encoding } from '../encoding/index.js';
import { fleetQueues } from '../fleet-queues.js';
import type { Buckets } from '../library/index.js';
import { Lifecycle } from '../lifecycle.js';
import { buildSharedState, type SharedState } from '../server/shared-state.js';
import { configuredTracing } from '../tracing/index.js';
import { buildProduction } from './production.js';

/** A configuration with what a fleet needs. */
export type WorkerConfig = Config & Required<Pick<Config, 'redisUrl' | 'fleetKey'>>;

interface WorkerOptions {
  readonly store: MasterStore;
  /** Those of this process, which the store may be in. */
  readonly buckets: Buckets;
  /** The entry of the indexing threads, where it is not what was built: tests run from the sources. */
  readonly indexingWorker?: URL;
  readonly log: Logger;
}

/** A worker that takes jobs. */
export interface RunningWorker {
  /** At which it listens for origins. */
  readonly port: number;
  /** How many encodes of video it runs at once. */
  readonly slots: number;
  /** Stops gracefully within the configured grace period. Repeated calls return the same promise. */
  stop(): Promise<void>;
}

/**
 * Builds the parts and starts to take jobs; it waits for Redis as long as it takes.
 * @throws OnplayError `ffmpeg_missing`, `ffmpeg_too_old`, `data_unwritable`, `redis_too_old`; the system's error when it cannot listen.
 */
export async function startWorker(
  config: WorkerConfig,
  { store, buckets, indexingWorker, log }: WorkerOptions,
): Promise<RunningWorker> {
  await ensureDataFolder(config.dataPath);
  const lifecycle = new Lifecycle({ log, graceMs: config.shutdownGraceSeconds * 1000 });
  const { shutdownSignal } = lifecycle;
  const traces = await configuredTracing(config, 'onplay-worker', log);
  const encoding = await buildEncoding(config, log, shutdownSignal);
  const metrics = createMetrics();
  // A worker's configuration has all that it takes.
  const shared = buildSharedState(config, metrics.registry, log)!;
  const { tracing } = traces;
  const copiesBucket = await buckets.part(config.copiesBucket);
  const common = { store, copiesBucket, encoding, shared, metrics, tracing, log, shutdownSignal };
  const production = buildProduction(config, { ...common, ...(indexingWorker && { indexingWorker }) });
  const worker = fleetWorker(config, { ...production, encoding, shared, metrics, tracing, log });
  followPurges(shared.control, (scope) => {
    worker.purge(scope);
    return production.purge(scope);
  });
  let port = 0;
  await lifecycle.start([
    { name: 'tracing', stop: () => traces.close() },
    ...production.parts,
    { name: 'shared state', start: () => shared.begin(), stop: () => shared.close() },
    {
      name: 'jobs',
      start: async () => {
        port = await worker.begin();
      },
      drain: (graceMs) => worker.drain(graceMs),
      stop: () => worker.close(),
    },
  ]);
  const { slots } = encoding;
  log.info({ port, host: config.workerHost, slots, ffmpeg: encoding.binary.version }, 'working');
  return { port, slots, stop: () => lifecycle.stop() };
}

interface FleetWorkerParts extends Pick<FleetWorkerOptions, 'library' | 'producer' | 'tracing' | 'log'> {
  readonly encoding: Encoding;
  readonly shared: SharedState;
  readonly metrics: Metrics;
}

function fleetWorker(config: WorkerConfig, parts: FleetWorkerParts): FleetWorker {
  const { encoding, shared, metrics, library, producer, tracing, log } = parts;
  return new FleetWorker({
    ...{ link: shared.link, library, producer, tracing, log, registry: metrics.registry },
    seal: new FleetSeal(config.fleetKey),
    queues: fleetQueues(config, encoding),
    slots: { heavy: encoding.slots, light: encoding.slots + 1 },
    listen: { host: config.workerHost, port: config.workerPort, url: config.workerUrl },
    maxFinishedBytes: config.memoryCacheMaxBytes,
    beforeScrape: () => {
      metrics.encodeQueueDepth.set(encoding.scheduler.depth);
      metrics.ffmpegProcesses.set(encoding.registry.count);
    },
  });
}
