import { entryTable } from '../boxes/entry-table.js';
import type { Box } from '../boxes/read-box.js';
import { runTable } from '../boxes/run-table.js';

const ENTRY_BYTES = 8;
const LONGEST_DURATION = 0x7fffffff;

/** Times of the samples of a track in decode order, in ticks. */
interface DecodeTimes {
  readonly durations: Uint32Array;
  /** As many as durations. */
  readonly times: Float64Array;
}

/**
 * ISO/IEC 14496-12 8.6.1.2 Decoding time to sample box
 *
 *     entry_count  u32
 *     for each run of consecutive samples:
 *       sample_count  u32
 *       sample_delta  u32
 *
 * Fills in the times of all samples, from 0 on; samples after the last run get that run's duration.
 *
 * @throws `BoxRules.malformed` for a duration above 2^31 - 1, with which some files mean a negative one, unless it is that of
 *         the last sample, which is the time of no other.
 */
export function readStts(box: Box, { durations, times }: DecodeTimes): void {
  const { view, start, count } = entryTable(box, ENTRY_BYTES);
  let [sample, time] = [0, 0];
  for (let run = 0; run < count && sample < times.length; run++) {
    const duration = view.getUint32(start + ENTRY_BYTES * run + 4);
    const isLast = sample === times.length - 1;
    if (duration > LONGEST_DURATION && !isLast)
      throw box.data.rules.malformed('its stts table has negative durations');
    const repeats = run + 1 < count ? view.getUint32(start + ENTRY_BYTES * run) : times.length;
    const last = Math.min(times.length, sample + repeats);
    for (; sample < last; sample++) {
      times[sample] = time;
      durations[sample] = duration;
      time += duration;
    }
  }
}

/** The duration of every sample by an `stts` box, in ticks; undefined if it is 0 or not constant. */
export function constantDuration(box: Box): number | undefined {
  const { view, start, count } = entryTable(box, ENTRY_BYTES);
  const durations = new Set<number>();
  for (let run = 0; run < count && durations.size < 2; run++)
    durations.add(view.getUint32(start + ENTRY_BYTES * run + 4));
  const [duration] = durations;
  return durations.size === 1 && duration !== 0 ? duration : undefined;
}

/** Writes an `stts` box. @param durations of all samples, in ticks. */
export function stts(durations: Uint32Array): Uint8Array {
  return runTable('stts', 0, durations);
}
