import type { GradualRefreshes, SampleTable } from '../../../tracks/index.js';
import type { DecodableTrack } from '../media-tools.js';

/** More than the decoder needs to find a track's properties. */
export const FIRST_SAMPLES = 64;
/** Also of a track that begins with a gradual refresh, before whose end a decoder may put out nothing. */
const MOST_SAMPLES = 1024;

/**
 * Returns the track with only a few samples from where it can be decoded, which are cheap to send to a thread.
 * @param from the first sample that may be among them.
 */
export function firstSamples(
  track: DecodableTrack & { readonly refreshes?: GradualRefreshes },
  from = 0,
): DecodableTrack {
  const { kind, file, timescale, sampleDescription, matroskaHeader, transport, quickTime, samples } = track;
  const sync = samples.sync.indexOf(1, from);
  const refresh = track.refreshes?.starts.findIndex((start) => start >= from) ?? -1;
  const start = track.refreshes?.starts[refresh] ?? from;
  const end = track.refreshes?.ends[refresh] ?? start;
  const first = sync >= 0 ? sync : start;
  const wanted = Math.min(MOST_SAMPLES, sync >= 0 ? FIRST_SAMPLES : FIRST_SAMPLES + end - start);
  return {
    ...{ kind, file, timescale, sampleDescription, quickTime },
    ...(matroskaHeader && { matroskaHeader }),
    ...(transport && { transport }),
    samples: sliceSamples(samples, first, Math.min(samples.count, first + wanted)),
  };
}

function sliceSamples(
  { offsets, sizes, times, sync, descriptions, prefix, packets }: SampleTable,
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
    ...(packets && { packets }),
  };
}
