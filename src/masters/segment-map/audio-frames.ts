/** Segments of sound are whole AAC frames, counted from the start of the presentation. */

/** Samples in an AAC-LC frame (ISO 14496-3 4.5.2.1.1). */
export const AAC_FRAME_SAMPLES = 1024;
/** The lowest sample rate that sound is encoded in, in Hz. */
export const LOWEST_AUDIO_RATE = 44_100;

interface Boundaries {
  readonly timescale: number;
  readonly boundaries: Float64Array;
  readonly count: number;
}

/**
 * AAC frames of each segment at a sample rate: segment n holds the frames [result[n], result[n + 1]). Boundaries are
 * the frames nearest to the map's; the last frame is the one in which the presentation ends.
 */
export function audioFrameBoundaries(map: Boundaries, sampleRate: number): Float64Array {
  return Float64Array.from({ length: map.count + 1 }, (_, boundary) => frameAt(map, sampleRate, boundary));
}

/** The AAC frames [first, end) of one segment; the same as by `audioFrameBoundaries`. */
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
  // What is off by less than this is rounding.
  const end = Math.ceil(frames - 1e-9);
  return boundary === 0 ? end : Math.max(end, frameAt(map, sampleRate, boundary - 1) + 1);
}
