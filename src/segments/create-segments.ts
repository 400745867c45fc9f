/** Puts the parts of this folder together. */
import type { Logger } from 'pino';
import type { Metrics } from '../shared/metrics.js';
import type { Scheduler } from '../shared/scheduler/scheduler.js';
import type { Audience } from './admission.js';
import type { SharedMaking } from './coordinator.js';
import type { MeasuredRates } from './measured-rates.js';
import { ParameterSets } from './parameter-sets.js';
import { countedEncoder, type SegmentEncoder } from './segment-encoder.js';
import { SegmentMaker } from './segment-maker.js';
import { SegmentService } from './segment-service.js';

export interface SegmentsOptions {
  readonly encoder: SegmentEncoder;
  readonly scheduler: Scheduler;
  readonly readAheadQueueLength: number;
  readonly audience: Audience;
  /** See `SegmentServiceOptions`. */
  readonly isBehindEdges: boolean;
  readonly making: SharedMaking;
  readonly rates: MeasuredRates;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Aborts when the server is told to stop. */
  readonly closing: AbortSignal;
}

/** The segment service that makes segments with `encoder` and counts what it does. */
export function createSegments(options: SegmentsOptions): SegmentService {
  const { scheduler, making } = options;
  const encoder = countedEncoder(options.encoder, options.metrics);
  const parameterSets = new ParameterSets({ making, scheduler, encoder });
  const maker = new SegmentMaker({ ...options, encoder, parameterSets });
  return new SegmentService({ ...options, maker, making });
}
