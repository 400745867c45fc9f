/** The feed of an audio track of whose media several pieces are presented one after the other. */
import type { AudioTrack, SampleTable } from '../../tracks/index.js';
import { audioSamplesFor, type FeedPlan } from './feed-plan.js';

/** A piece of a track's media, and where it is in the feed. */
export interface FedPiece {
  /** The media [from, to) among the times of the track's samples. */
  readonly from: number;
  readonly to: number;
  /** When it begins in the feed, in seconds; what is decoded to warm up comes before. */
  readonly feedStart: number;
}

/** Between the pieces of a feed: more than warming up takes. */
export const PIECE_GAP_SECONDS = 12;

export interface AudioFeed {
  readonly track: AudioTrack;
  readonly plan: FeedPlan;
}

/** A track of just the samples that are fed, each piece behind the one before it. */
export function editedAudioFeed(track: AudioTrack, pieces: readonly FedPiece[]): AudioFeed {
  const ranges = pieces.map((piece) => ({ piece, ...audioSamplesFor(track, piece.from, piece.to) }));
  const indexes = ranges.flatMap(({ first, end }) =>
    Array.from({ length: end - first }, (_, i) => first + i),
  );
  let latest = 0;
  const times = ranges.flatMap(({ piece, first, end }) =>
    Array.from(track.samples.times.subarray(first, end), (time) => {
      latest = Math.max(latest, Math.round(time - piece.from + piece.feedStart * track.timescale));
      return latest;
    }),
  );
  const ascending = Float64Array.from(times);
  const { timescale } = track;
  return {
    track: { ...track, samples: picked(track.samples, indexes) },
    plan: { first: 0, end: indexes.length, timescale, times: ascending, decodeTimes: ascending },
  };
}

function picked(samples: SampleTable, indexes: readonly number[]): SampleTable {
  const { offsets, sizes, times, sync, descriptions, prefix } = samples;
  return {
    count: indexes.length,
    offsets: Float64Array.from(indexes, (i) => offsets[i]!),
    sizes: Uint32Array.from(indexes, (i) => sizes[i]!),
    times: Float64Array.from(indexes, (i) => times[i]!),
    sync: Uint8Array.from(indexes, (i) => sync[i]!),
    ...(descriptions && { descriptions: Uint8Array.from(indexes, (i) => descriptions[i]!) }),
    ...(prefix && { prefix }),
  };
}
