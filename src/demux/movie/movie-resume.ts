import { MAX_RESUMED_SAMPLES } from '../../tracks/index.js';
import type { MediaSamples } from '../media-samples.js';

/** What is kept of a look at a fragmented movie that grows, so that the next one reads on where it ended. */
export interface MovieResume {
  readonly kind: 'movie';
  /** Where the last whole `moof` box ends. */
  readonly at: number;
  /** Samples in all fragments up to there, by track id. */
  readonly fragmentSamples: readonly (readonly [trackId: number, samples: number])[];
  /** How many seconds were taken off all times. */
  readonly clockSince: number;
  /** Of the tracks that are read: with those in `moov`, and before edit lists are applied. */
  readonly tracks: readonly ResumedTrack[];
}

interface ResumedTrack {
  readonly trackId: number;
  readonly samples: MediaSamples;
}

/** What has been read of a movie. */
interface ReadMovie {
  readonly fragments: readonly { readonly offset: number; readonly size: number }[];
  readonly fragmentSamples: ReadonlyMap<number, number>;
  readonly resume?: MovieResume;
  readonly clockSince: number;
}

/** Undefined where a track could not be read, or there is more than is kept. */
export function movieResume(
  { fragments, fragmentSamples, resume, clockSince }: ReadMovie,
  tracks: readonly { readonly header: { readonly trackId: number } }[],
  samples: readonly PromiseSettledResult<MediaSamples>[],
): MovieResume | undefined {
  const last = fragments.at(-1);
  const at = last ? last.offset + last.size : resume?.at;
  const resumed = samples.flatMap((result, i) =>
    result.status === 'fulfilled'
      ? [{ trackId: tracks[i]!.header.trackId, samples: kept(result.value) }]
      : [],
  );
  const count = resumed.reduce((sum, track) => sum + track.samples.count, 0);
  if (at === undefined || resumed.length < samples.length || count > MAX_RESUMED_SAMPLES) return undefined;
  return { kind: 'movie', at, fragmentSamples: [...fragmentSamples], clockSince, tracks: resumed };
}

/** The timeline overwrites the times. */
function kept(samples: MediaSamples): MediaSamples {
  return { ...samples, compositionTimes: samples.compositionTimes.slice() };
}
