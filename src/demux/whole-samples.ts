/** Ends a track where its file ends: a recording that was cut off is played as far as it is whole. */
import type { MediaSamples } from './media-samples.js';

interface WholeSamples {
  readonly samples: MediaSamples;
  /** Duration of the samples that are not in the file, in ticks of the media. */
  readonly missing: number;
}

/** The samples before the first one, in decode order, that is not wholly in the file; later ones may depend on that. */
export function wholeSamples(samples: MediaSamples, fileSize: number): WholeSamples {
  const count = wholeCount(samples, fileSize);
  if (count === samples.count) return { samples, missing: 0 };
  let missing = 0;
  for (let i = count; i < samples.count; i++) missing += samples.durations[i]!;
  return { samples: firstOf(samples, count), missing };
}

function wholeCount({ count, offsets, sizes }: MediaSamples, fileSize: number): number {
  for (let i = 0; i < count; i++) if (offsets[i]! + sizes[i]! > fileSize) return i;
  return count;
}

/** Copies, so that the memory of the others is not held. */
function firstOf(samples: MediaSamples, count: number): MediaSamples {
  return {
    count,
    offsets: samples.offsets.slice(0, count),
    sizes: samples.sizes.slice(0, count),
    compositionTimes: samples.compositionTimes.slice(0, count),
    durations: samples.durations.slice(0, count),
    sync: samples.sync.slice(0, count),
    descriptions: samples.descriptions.slice(0, count),
  };
}
