/** The bandwidth of a rendition, from the sizes of its segments. */

export interface Bandwidth {
  /** Bit/s: the largest rate over contiguous segments that span 0.5 to 1.5 target durations (RFC 8216bis 4.1). */
  readonly peak: number;
  /** Bit/s over the whole rendition. */
  readonly average: number;
}

/** What a rendition cannot exceed, however its segments are encoded; so every process computes the same. */
export interface Maximum {
  /** Of each segment. */
  readonly bits: Float64Array;
  readonly bandwidth: Bandwidth;
}

/**
 * @param bits of each segment.
 * @param seconds of each segment.
 * @param targetDuration in seconds.
 */
export function bandwidthOf(bits: Float64Array, seconds: Float64Array, targetDuration: number): Bandwidth {
  const average = sum(bits) / sum(seconds);
  const peak = Math.max(peakOf(bits, seconds, targetDuration), average);
  return { peak: Math.ceil(peak), average: Math.ceil(average) };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** Tolerance for sums of floating-point durations. */
const ROUNDING_SECONDS = 1e-6;

/** The highest bit/s over contiguous segments that last 0.5 to 1.5 target durations; 0 if no window does. */
function peakOf(bits: Float64Array, seconds: Float64Array, target: number): number {
  let peak = 0;
  for (let first = 0; first < bits.length; first++) {
    let size = 0;
    let length = 0;
    for (let last = first; last < bits.length; last++) {
      size += bits[last]!;
      length += seconds[last]!;
      if (length > 1.5 * target + ROUNDING_SECONDS) break;
      if (length >= 0.5 * target - ROUNDING_SECONDS) peak = Math.max(peak, size / length);
    }
  }
  return peak;
}
