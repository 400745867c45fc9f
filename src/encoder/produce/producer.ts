/** What a producer of renditions does, and what it needs. */

import type { SegmentMap } from '../../masters/index.js';
import type { SegmentSamples } from '../../packager/index.js';
import type { Pauses } from '../../shared/scheduler/pauses.js';
import type { ByteSource } from '../../stores/index.js';
import type { AudioTrack, VideoTrack } from '../../tracks/index.js';
import type { BurnSource } from '../burn/burn.js';
import type { EncoderSettings, EncodeTimings } from '../encoder.js';
import type { LadderSource } from '../ladder/index.js';
import type { MediaRendition } from '../rendition.js';

/** The track of the master that a rendition of each kind is made of. */
interface TrackOfKind {
  readonly video: VideoTrack;
  readonly audio: AudioTrack;
}
type TrackOf<R extends MediaRendition> = TrackOfKind[R['kind']];

/** Which segment, and of what. */
export interface SegmentRequest<R extends MediaRendition = MediaRendition> {
  readonly track: TrackOf<R>;
  readonly map: SegmentMap;
  readonly rendition: R;
  /** From 0, below the map's `videoCount` for video, else below its `count`. */
  readonly segment: number;
}

/** What producing a segment takes. */
export interface SegmentContext {
  /** The file that holds the track's samples. */
  readonly source: ByteSource;
  readonly signal: AbortSignal;
  /** Absent: its processes are never paused. */
  readonly pauses?: Pauses;
  /** How many processes may encode in parallel. Does not change the bytes. */
  readonly processes: number;
  /** The decoder configuration that the segment must share with all others; may resolve while the segment is encoded. */
  readonly configuration: Uint8Array | Promise<Uint8Array>;
  /** Of a rendition with `burn`. */
  readonly burnSource?: BurnSource;
}

interface ProductionContext extends SegmentContext {
  readonly settings: EncoderSettings;
}

export interface EncodedSegment {
  readonly bytes: Uint8Array;
  readonly timings: EncodeTimings;
}

export interface RenditionProducer<R extends MediaRendition = MediaRendition> {
  /** The scheduler's lane. In the `heavy` one an encode takes a processor's time, and several can share a segment. */
  readonly lane: 'heavy' | 'light';
  /** The track that the rendition is made of; undefined if the master has none such. */
  track(tracks: LadderSource, rendition: R): TrackOf<R> | undefined;
  /**
   * The decoder configuration of the init segment. Absent where an encode has to find it out: see `encodeParameterSets`.
   * @throws OnplayError `segment_invalid` if the master lacks it.
   */
  configuration?(track: TrackOf<R>, rendition: R): Uint8Array;
  /** The init segment (ISO/IEC 14496-12 `ftyp` and `moov`). */
  init(rendition: R, configuration: Uint8Array): Uint8Array;
  /**
   * A media segment, checked and packaged.
   * @throws OnplayError `segment_invalid` or `encoder_output_malformed` (the encoder), `segment_unplayable` (this stretch of
   *   the master), `encode_…` or `ffmpeg_missing` (the process), `master_…` (reading the master).
   */
  segment(request: SegmentRequest<R>, context: ProductionContext): Promise<EncodedSegment>;
  /**
   * What a media segment contains, from the index alone; undefined where that is not known before it is produced. Absent where
   * it never is.
   */
  samples?(request: SegmentRequest<R>): SegmentSamples | undefined;
}
