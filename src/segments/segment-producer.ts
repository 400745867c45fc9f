import type { WorkContext } from '../shared/single-flight.js';
import type { ProducedSegment } from './produced-segment.js';
import type { SegmentRef } from './segment-ref.js';

/** What produces segments, wherever it encodes; and how busy it is, which admission and prefetch decide by. */
export interface SegmentProducer {
  /** How many encodes of video run concurrently. */
  readonly slots: number;
  /** How many encodes, and other work that takes their slots, wait now. */
  readonly queueLength: number;
  /** How many clients wait for encodes of video in demand, each counted once; `except` and those who wait for images are not. */
  waitingClients(except: string): number;
  /**
   * Produces a segment, whether or not it is cached. Obeys the context's signal, and what its urgency becomes meanwhile.
   * @throws OnplayError `segment_unknown` when the asset has no such track; `queue_full`, `shutting_down`,
   *   `encode_cancelled`; `master_changed` when the master was replaced meanwhile; what reading it and encoding throw.
   */
  produce(ref: SegmentRef, context: WorkContext): Promise<ProducedSegment>;
}
