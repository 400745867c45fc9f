/** A selected track as its container has it: samples, their times, and what decoders need to know. */

import type { TrackSamples } from '../../../demux/index.js';
import type { VisualDescription } from '../../../isobmff/index.js';
import type { ByteSource } from '../../../stores/index.js';
import type { Orientation, TransportDescription } from '../../../tracks/index.js';
import type { DecodableTrack } from '../media-tools.js';
import type { CandidateTrack } from './candidate-track.js';
import type { IndexingContext } from './indexed-tracks.js';
import { requireComplete, requireSaneDuration } from './track-checks.js';

/** A selected track with its samples, or with the error of reading them. */
export interface ReadTrack {
  readonly candidate: CandidateTrack;
  readonly samples: PromiseSettledResult<TrackSamples>;
  /** @throws OnplayError with a `master_…` code when it cannot be decoded. */
  describe(): Promise<TrackDescription>;
}

/** What the container says of a track, and decoders need to know. */
export interface TrackDescription {
  readonly sampleDescription: Uint8Array;
  readonly matroskaHeader?: Uint8Array;
  readonly transport?: TransportDescription;
  readonly quickTime: boolean;
  /** What the codec is called where the container's name of it says too little; default: that of the candidate. */
  readonly coding?: string;
  /** The codec's headers of the whole stream, where they are not in the sample description. */
  readonly configuration?: Uint8Array;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Empty if it tells a viewer nothing. */
  readonly name: string;
  /** Of video only; without a size where the container does not say it. */
  readonly video?: Partial<VisualDescription> & { readonly orientation: Orientation };
}

/** The file that tracks are in. */
export interface TrackContext extends Omit<IndexingContext, 'budget'> {
  readonly source: ByteSource;
  /** Index in `MasterIndex.files`. */
  readonly file: number;
}

/** What is the same for video and audio. */
export interface TrackBase extends Omit<DecodableTrack, 'kind'> {
  readonly id: number;
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** @throws OnplayError with a `master_…` code where samples lie outside of the file, or for times that no master has. */
export function trackBase(
  { source, file }: TrackContext,
  { id }: CandidateTrack,
  { sampleDescription, matroskaHeader, transport, quickTime }: TrackDescription,
  { timeline, table }: TrackSamples,
): TrackBase {
  requireComplete(table, source.size);
  requireSaneDuration(timeline);
  const { timescale, start, end } = timeline;
  const described = {
    sampleDescription,
    ...(matroskaHeader && { matroskaHeader }),
    ...(transport && { transport }),
    quickTime,
  };
  return { id, file, timescale, start, end, samples: table, ...described };
}
