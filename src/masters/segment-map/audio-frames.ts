/** Audio segments are whole AAC frames, numbered from the start of the presentation. */

/** Samples in an AAC-LC frame (ISO 14496-3 4.5.2.1.1). */
export const AAC_FRAME_SAMPLES = 1024;
/** The lowest sample rate that audio is encoded at, in Hz. */
export const LOWEST_AUDIO_RATE = 44_100;
/** Long enough for a whole AAC frame of every rendition, however the boundaries of a segment are rounded. */
export const MIN_SEGMENT_SECONDS = (2 * AAC_FRAME_SAMPLES) / LOWEST_AUDIO_RATE;

interface Boundaries {
  readonly timescale: number;
  readonly boundaries: Float64Array;
  readonly count: number;
  /** Whether the presentation goes on behind the last boundary. */
  readonly isOpen?: boolean;
}

/**
 * The AAC frames of all segments at `sampleRate` (Hz): segment n holds the frames [result[n], result[n + 1]). The map's
 * boundaries are rounded to the nearest frame; the last frame is the one in which the presentation ends, if it does.
 */
export function audioFrameBoundaries(map: Boundaries, sampleRate: number): Float64Array {
  return Float64Array.from({ length: map.count + 1 }, (_, boundary) => frameAt(map, sampleRate, boundary));
}

/** The AAC frames [first, end) of one segment; equal to those of `audioFrameBoundaries`. */
export function audioFramesOf(
  map: Boundaries,
  sampleRate: number,
  segment: number,
): [first: number, end: number] {
  return [frameAt(map, sampleRate, segment), frameAt(map, sampleRate, segment + 1)];
}

function frameAt(map: Boundaries, sampleRate: number, boundary: number): number {
  const frames = ((map.boundaries[boundary] ?? 0) * sampleRate) / map.timescale / AAC_FRAME_SAMPLES;
  if (boundary < map.count) return Math.round(frames);
  // A smaller excess is a rounding error.
  const end = map.isOpen ? Math.round(frames) : Math.ceil(frames - 1e-9);
  return boundary === 0 ? end : Math.max(end, frameAt(map, sampleRate, boundary - 1) + 1);
}
