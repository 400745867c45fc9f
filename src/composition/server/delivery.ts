/** What delivers segments: their stores, the coordinator in front of them, admission, and the service over all. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../../config/index.js';
import {
  Admission,
  Coordinator,
  createSegments,
  DiskTier,
  MemoryTier,
  type SegmentEncoder,
  SegmentSizes,
} from '../../segments/index.js';
import type { Metrics } from '../../shared/metrics.js';
import type { Encoding } from '../encoding/index.js';
import { failureMemory } from '../library/index.js';
import type { Reports } from './reports.js';

export interface DeliveryOptions {
  readonly encoder: SegmentEncoder;
  readonly encoding: Pick<Encoding, 'scheduler' | 'slots'>;
  /** Whether there are edges to notify, behind which one client is many viewers. */
  readonly isBehindEdges: boolean;
  readonly metrics: Metrics;
  readonly reports: Pick<Reports, 'failed'>;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

export function buildDelivery(config: Config, options: DeliveryOptions) {
  const { encoder, isBehindEdges, metrics, reports, log, shutdownSignal } = options;
  const { scheduler, slots } = options.encoding;
  const cache = new MemoryTier({
    maxBytes: config.memoryCacheMaxBytes,
    ttlMs: config.memoryCacheTtlSeconds * 1000,
  });
  const disk = diskTier(config, log);
  const segmentSizes = new SegmentSizes();
  const admission = new Admission({ slots, waitingClients: (client) => scheduler.waitingClients(client) });
  const coordinator = new Coordinator({
    ...{ cache, disk, log },
    failures: failureMemory(config.failedSegmentMemorySeconds),
    onFailed: reports.failed,
  });
  const segments = createSegments({
    // As many as can start when the encodes in progress have ended.
    prefetchQueueLength: slots,
    ...{
      encoder,
      scheduler,
      admission,
      coordinator,
      isBehindEdges,
      segmentSizes,
      metrics,
      log,
      shutdownSignal,
    },
  });
  return { cache, disk, segmentSizes, admission, coordinator, segments };
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
