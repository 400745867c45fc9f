/** A segment to produce, and a produced one. */
import type { AudioTrack, SegmentMap, VideoTrack } from '../../masters/index.js';
import type { EncodeTimings } from '../encoder.js';
import type { AudioRendition, Rendition, VideoRendition } from '../rendition.js';

/** The track of the master that a rendition of each kind is made of. */
interface TrackOfKind {
  readonly video: VideoTrack;
  readonly audio: AudioTrack;
}

/** Which segment, and of what. */
export interface SegmentRequest<R extends Rendition = Rendition> {
  readonly track: TrackOfKind[R['kind']];
  readonly map: SegmentMap;
  readonly rendition: R;
  /** From 0, below the map's `videoCount` for video, else below its `count`. */
  readonly segment: number;
}
export type AudioSegmentRequest = SegmentRequest<AudioRendition>;
export type FramesRequest = SegmentRequest<VideoRendition>;

export interface EncodedSegment {
  readonly bytes: Uint8Array;
  readonly timings: EncodeTimings;
}
