/** What delivers segments: their stores, what produces them, admission, the service over all; and the purge of all this. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type AssetLibrary, shareFailures, type Texts } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import type { Fleet } from '../../fleet/index.js';
import {
  Admission,
  BucketTier,
  ChainedStore,
  Coordinator,
  createPurge,
  DiskTier,
  ImageService,
  INACTIVE_AFTER_MS,
  LocalProducer,
  MemoryTier,
  OtherViewers,
  Seams,
  type SegmentEncoder,
  SegmentService,
  SegmentSizes,
  shareAdmission,
  shareSizes,
} from '../../segments/index.js';
import type { FailureMemory } from '../../shared/failure-memory.js';
import type { Metrics } from '../../shared/metrics.js';
import type { Tracing } from '../../shared/tracing/tracing.js';
import type { Encoding } from '../encoding/index.js';
import { type BucketPart, failureMemory } from '../library/index.js';
import type { Reports } from './reports.js';
import { endWith, type SharedState } from './shared-state.js';

interface DeliveryOptions {
  readonly encoder: SegmentEncoder;
  readonly encoding: Pick<Encoding, 'scheduler' | 'slots' | 'imageFormats'>;
  readonly library: AssetLibrary;
  readonly texts: Texts;
  /** Absent where this process is alone. */
  readonly shared?: SharedState | undefined;
  /** Where segments are shared with other servers. */
  readonly segmentsBucket: BucketPart | undefined;
  /** Whether there are edges to notify, behind which one client is many viewers. */
  readonly isBehindEdges: boolean;
  /** Absent where there is none. */
  readonly fleet?: Pick<Fleet, 'producer' | 'status'> | undefined;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly reports: Pick<Reports, 'failed'>;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

export function buildDelivery(config: Config, options: DeliveryOptions) {
  const { encoder, library, texts, shared, segmentsBucket, isBehindEdges, metrics, tracing } = options;
  const { reports, log, shutdownSignal } = options;
  const { scheduler, slots, imageFormats } = options.encoding;
  const cache = new MemoryTier({
    maxBytes: config.memoryCacheMaxBytes,
    ttlMs: config.memoryCacheTtlSeconds * 1000,
  });
  const disk = diskTier(config, log);
  const bucket = segmentsBucket && bucketTier(config, segmentsBucket, log);
  const failures = failureMemory(config.failedSegmentMemorySeconds);
  const store = disk && bucket ? new ChainedStore(disk, bucket) : (disk ?? bucket);
  const stores = { memory: cache, store, failures };
  const coordinator = new Coordinator({ ...stores, onFailed: reports.failed, tracing, log });
  const local = new LocalProducer({
    ...{ encoder, texts, scheduler, slots, coordinator, metrics, tracing, log },
  });
  const producer = options.fleet?.producer(local) ?? local;
  const others = shared && new OtherViewers(INACTIVE_AFTER_MS);
  const admission = new Admission({
    get slots() {
      return producer.slots;
    },
    others,
    areSlotsCommon: () => options.fleet?.status.encoding === 'fleet',
    waitingClients: (client) => producer.waitingClients(client),
  });
  const segmentSizes = new SegmentSizes();
  if (shared) shareFacts(shared, segmentSizes, failures, shutdownSignal);
  if (shared && others) {
    const { link, facts: channel } = shared;
    endWith(shutdownSignal, shareAdmission({ admission, others, link, channel }));
  }
  const segments = new SegmentService({
    ...{ producer, coordinator, admission, isBehindEdges, segmentSizes, metrics, shutdownSignal },
  });
  const images = new ImageService({
    ...{ formats: imageFormats, producer, coordinator, segmentSizes, metrics, shutdownSignal },
  });
  const purge = createPurge({ ...stores, coordinator, library });
  const seams = new Seams({ library, cache });
  return { cache, seams, disk, bucket, failures, segmentSizes, admission, segments, images, purge };
}

/** What this process learns of segments, the others know too. */
function shareFacts(
  { link, facts: channel, seal }: SharedState,
  sizes: SegmentSizes,
  failures: FailureMemory,
  shutdownSignal: AbortSignal,
): void {
  shareFailures(channel, 'segment', failures);
  endWith(shutdownSignal, shareSizes({ sizes, link, channel, seal: seal('sizes') }));
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

function bucketTier(config: Config, part: BucketPart, log: Logger): BucketTier {
  return new BucketTier({ ...part, ttlMs: config.segmentsBucketTtlSeconds * 1000, log });
}
