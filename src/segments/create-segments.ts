/** Puts the parts of this folder together. */
import type { Logger } from 'pino';
import type { Metrics } from '../shared/metrics.js';
import type { Scheduler } from '../shared/scheduler/scheduler.js';
import type { Admission } from './admission.js';
import type { Coordinator } from './coordinator.js';
import { ParameterSets } from './parameter-sets.js';
import { countedEncoder, type SegmentEncoder } from './segment-encoder.js';
import { SegmentMaker } from './segment-producer.js';
import { SegmentService } from './segment-service.js';
import type { SegmentSizes } from './segment-sizes.js';

export interface SegmentsOptions {
  readonly encoder: SegmentEncoder;
  readonly scheduler: Scheduler;
  readonly prefetchQueueLength: number;
  readonly admission: Admission;
  /** See `SegmentServiceOptions`. */
  readonly isBehindEdges: boolean;
  readonly coordinator: Coordinator;
  readonly rates: SegmentSizes;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly shutdownSignal: AbortSignal;
}

/** The segment service that makes segments with `encoder` and counts what it does. */
export function createSegments(options: SegmentsOptions): SegmentService {
  const { scheduler, coordinator } = options;
  const encoder = countedEncoder(options.encoder, options.metrics);
  const parameterSets = new ParameterSets({ coordinator, scheduler, encoder });
  const maker = new SegmentMaker({ ...options, encoder, parameterSets });
  return new SegmentService({ ...options, maker, coordinator });
}
