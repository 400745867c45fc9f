/** Puts the parts of this folder together. */
import type { Logger } from 'pino';
import type { FailureMemory } from '../../encoder/failure-memory.js';
import type { Scheduler } from '../../encoder/scheduler.js';
import type { Metrics } from '../../metrics.js';
import type { CacheTier } from '../cache/cache-tier.js';
import type { MemoryTier } from '../cache/memory-tier.js';
import type { Audience } from './audience.js';
import type { MeasuredRates } from './measured-rates.js';
import { ParameterSets } from './parameter-sets.js';
import { countedEncoder, type SegmentEncoder } from './segment-encoder.js';
import { SegmentMaker } from './segment-maker.js';
import { SegmentService } from './segment-service.js';
import { SharedMaking } from './shared-making.js';

export interface SegmentsOptions {
  readonly encoder: SegmentEncoder;
  readonly scheduler: Scheduler;
  readonly readAheadQueueLength: number;
  readonly audience: Audience;
  readonly cache: MemoryTier;
  /** Behind the memory, if there is one. */
  readonly disk?: CacheTier | undefined;
  readonly failures: FailureMemory;
  readonly rates: MeasuredRates;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly closing: AbortSignal;
}

/** The segment service that makes segments with `encoder` and counts what it does. */
export function createSegments(options: SegmentsOptions): SegmentService {
  const { scheduler, log } = options;
  const encoder = countedEncoder(options.encoder, options.metrics);
  const making = new SharedMaking(options);
  const parameterSets = new ParameterSets({ making, scheduler, encoder });
  const maker = new SegmentMaker({ scheduler, encoder, parameterSets, log });
  return new SegmentService({ ...options, maker, making });
}
