/** Where decoding has to begin for frames to be right, and what that costs at most. */
import { keyframesTooSparse, type VideoTrack } from '../../tracks/index.js';

/**
 * Pixels to decode before the first that is wanted: 3858 frames of 1080p, which take two processors about 8 s, or 17 minutes of
 * 360p at 30 frames a second.
 */
const MAX_LEAD_IN_PIXELS = 8e9;
/** However small they are. */
const MAX_LEAD_IN_SAMPLES = 100_000;

type Track = Pick<VideoTrack, 'samples' | 'refreshes'>;

/**
 * Returns the last sample with which decoding can begin so that all of `frames` are right: it is neither decoded nor presented
 * after any of them, or begins a gradual refresh that ends before. 0 if there is none.
 * @param frames in presentation order, not empty. @param before only samples before this one are considered.
 */
export function decodingStart(
  { samples, refreshes }: Track,
  frames: Uint32Array,
  before = Number.POSITIVE_INFINITY,
): number {
  const { sync, times } = samples;
  const lowest = frames.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const start = times[frames[0]!]!;
  let first = Math.min(lowest, before - 1);
  while (first > 0 && !(sync[first] === 1 && times[first]! <= start)) first--;
  const { starts, ends } = refreshes ?? { starts: [], ends: [] };
  let refresh = starts.length - 1;
  while (
    refresh >= 0 &&
    !(starts[refresh]! < before && ends[refresh]! <= lowest && times[ends[refresh]!]! <= start)
  )
    refresh--;
  return Math.max(0, first, starts[refresh] ?? 0);
}

/**
 * Requires that no frame takes too long to decode up to.
 * @throws OnplayError `master_keyframes_too_sparse`.
 */
export function requireBoundedLeadIn({
  samples,
  refreshes,
  width,
  height,
}: Track & Pick<VideoTrack, 'width' | 'height'>): void {
  const { starts, ends } = refreshes ?? { starts: [], ends: [] };
  const most = Math.min(MAX_LEAD_IN_SAMPLES, MAX_LEAD_IN_PIXELS / (width * height));
  let start = 0;
  let refresh = 0;
  let longest = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    if (samples.sync[sample] === 1) start = sample;
    while (refresh < ends.length && ends[refresh]! <= sample) start = Math.max(start, starts[refresh++]!);
    longest = Math.max(longest, sample - start);
  }
  if (longest > most) throw keyframesTooSparse(longest);
}
