import type { SampleTable } from '../track.js';
import type { DecodableTrack } from './media-tools.js';

/** More than the decoder needs to find a track's properties. */
export const FIRST_SAMPLES = 64;

/**
 * Returns the track with only a few samples from its first sync sample on, which are cheap to send to a thread.
 * @param from the first sample that may be among them.
 */
export function firstSamples(track: DecodableTrack, from = 0): DecodableTrack {
  const { kind, file, timescale, sampleDescription, matroskaHeader, quickTime, samples } = track;
  const first = Math.max(samples.sync.indexOf(1, from), from);
  return {
    ...{ kind, file, timescale, sampleDescription, quickTime },
    ...(matroskaHeader && { matroskaHeader }),
    samples: sliceSamples(samples, first, Math.min(samples.count, first + FIRST_SAMPLES)),
  };
}

function sliceSamples(
  { offsets, sizes, times, sync, descriptions, prefix }: SampleTable,
  first: number,
  end: number,
): SampleTable {
  return {
    count: end - first,
    offsets: offsets.slice(first, end),
    sizes: sizes.slice(first, end),
    times: times.slice(first, end),
    sync: sync.slice(first, end),
    ...(descriptions && { descriptions: descriptions.slice(first, end) }),
    ...(prefix && { prefix }),
  };
}
