/** Builds the segment service from its parts. */
import type { Logger } from 'pino';
import type { Metrics } from '../shared/metrics.js';
import type { Scheduler } from '../shared/scheduler/scheduler.js';
import type { Admission } from './admission.js';
import type { Coordinator } from './coordinator.js';
import { ParameterSets } from './parameter-sets.js';
import { countedEncoder, type SegmentEncoder } from './segment-encoder.js';
import { SegmentProducer } from './segment-producer.js';
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
  readonly segmentSizes: SegmentSizes;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Aborts when the server starts to shut down. */
  readonly shutdownSignal: AbortSignal;
}

/** Returns a segment service that produces segments with `encoder`, and counts and times its encodes. */
export function createSegments(options: SegmentsOptions): SegmentService {
  const { scheduler, coordinator } = options;
  const encoder = countedEncoder(options.encoder, options.metrics);
  const parameterSets = new ParameterSets({ coordinator, scheduler, encoder });
  const producer = new SegmentProducer({ ...options, encoder, parameterSets });
  return new SegmentService({ ...options, producer, coordinator });
}
