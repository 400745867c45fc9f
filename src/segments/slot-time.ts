import type { EncodeTimings } from '../encoder/index.js';
import type { SlotLease } from '../shared/scheduler/scheduler.js';
import type { ProducedSegment } from './produced-segment.js';

/** What a segment took of its slots. While it was paused it waited, and others had its slot. */
export function slotTime(
  timings: EncodeTimings,
  { queuedMs, pauses: { pausedMs } }: SlotLease,
  slots: number,
): Pick<ProducedSegment, 'timings' | 'slotMs'> {
  const encodeMs = Math.max(0, timings.encodeMs - pausedMs);
  const slotMs = slots * (timings.feedMs + encodeMs + timings.packageMs);
  return { timings: { ...timings, encodeMs, queueMs: queuedMs + pausedMs }, slotMs };
}
