import type { SampleTable } from '../track.js';
import type { DecodableTrack } from './media-tools.js';

/** More than a decoder is given to tell what a track is. */
const FIRST_SAMPLES = 64;

/** The track with its first samples alone, from a sync sample on: little enough to be handed from thread to thread. */
export function firstSamples(track: DecodableTrack): DecodableTrack {
  const { kind, file, timescale, sampleDescription, quickTime, samples } = track;
  const first = Math.max(samples.sync.indexOf(1), 0);
  return {
    ...{ kind, file, timescale, sampleDescription, quickTime },
    samples: part(samples, first, Math.min(samples.count, first + FIRST_SAMPLES)),
  };
}

function part(
  { offsets, sizes, times, sync, descriptions }: SampleTable,
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
  };
}
