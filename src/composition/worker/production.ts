/** What produces segments on a worker: the library over the masters, and a producer on this machine. */
import type { Logger } from 'pino';
import { shareFailures, shareIndexes } from '../../assets/index.js';
import type { Config } from '../../config/index.js';
import { Coordinator, createPurge, ffmpegEncoder, LocalProducer, MemoryTier } from '../../segments/index.js';
import type { Metrics } from '../../shared/metrics.js';
import type { Tracing } from '../../shared/tracing/tracing.js';
import type { MasterStore } from '../../stores/index.js';
import type { Encoding } from '../encoding/index.js';
import {
  type BucketPart,
  buildLibrary,
  buildTexts,
  failureMemory,
  storedIndexes,
  textReading,
} from '../library/index.js';
import type { Part } from '../lifecycle.js';
import type { SharedState } from '../server/shared-state.js';

interface ProductionOptions {
  readonly store: MasterStore;
  /** Where copies are shared with other machines. */
  readonly copiesBucket: BucketPart | undefined;
  readonly encoding: Encoding;
  readonly shared: SharedState;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly indexingWorker?: URL;
  readonly log: Logger;
  /** Aborts when the worker is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

/** Parameter sets, which all segments of a ladder share; some hundred bytes each. Segments are kept elsewhere. */
const PARAMETER_SETS_BYTES = 4 * 1024 * 1024;
const PARAMETER_SETS_MS = 3_600_000;

export function buildProduction(config: Config, options: ProductionOptions) {
  const { store, encoding, shared, metrics, tracing, log, shutdownSignal } = options;
  const { tools, settings, scheduler, slots } = encoding;
  const { indexingWorker, copiesBucket } = options;
  const stored = storedIndexes(config, { tools, copiesBucket, indexingWorker, log, shutdownSignal });
  const { dataPath } = config;
  const { link, facts } = shared;
  const indexes = shareIndexes({ indexes: stored, dataPath, link, seal: shared.seal('indexes'), log });
  const refusals = failureMemory(config.refusedMasterMemorySeconds);
  shareFailures(facts, 'master', refusals);
  const texts = buildTexts(textReading(shutdownSignal), encoding, log);
  const library = buildLibrary(config, { store, indexes, encoding, texts, refusals, log, shutdownSignal });
  const memory = new MemoryTier({ maxBytes: PARAMETER_SETS_BYTES, ttlMs: PARAMETER_SETS_MS });
  const failures = failureMemory(config.failedSegmentMemorySeconds);
  const coordinator = new Coordinator({ memory, failures, tracing, log });
  const encoder = ffmpegEncoder({ ...settings, tracing });
  const producer = new LocalProducer({
    ...{ encoder, texts, scheduler, slots, coordinator, metrics, tracing, log },
  });
  return {
    ...{ library, producer },
    purge: createPurge({ coordinator, failures, memory, library }),
    parts: partsOf(encoding, library),
  };
}

/** In the order in which they start. Processes end when no job needs them any more. */
function partsOf(
  { spawnHelper, registry }: Encoding,
  library: ReturnType<typeof buildLibrary>,
): readonly Part[] {
  return [
    { name: 'spawn helper', start: () => spawnHelper.begin(), stop: () => spawnHelper.close() },
    { name: 'processes', stop: () => registry.killAll() },
    // In the background, since it reads the whole data directory.
    { name: 'library', start: () => void library.sweep(true), drain: () => library.idle() },
  ];
}
