import type { TextTrack } from '../../../tracks/index.js';

/** A track as its container describes it, before any of it is decoded: by this it is selected, or listed as ignored. */
export interface CandidateTrack {
  /** Index of the track in the master, counted from 0 over all its tracks. */
  readonly id: number;
  readonly kind: 'video' | 'audio' | 'text' | 'data';
  /** As the container names it, such as `avc1` or `V_MPEG4/ISO/AVC`. */
  readonly codec: string;
  /** Whether a player that knows no preference plays it. */
  readonly isEnabled: boolean;
  /** Pixels of a frame; 0 where they are not known, and for other tracks than video. */
  readonly area: number;
  readonly sampleCount: number;
  /** Whether its codec is one of still images, which may also be that of a film. */
  readonly isImageCodec: boolean;
  /** Whether it belongs to another track, as chapters or thumbnails. */
  readonly isAuxiliary: boolean;
  /** Present for text that is read. */
  readonly text?: TextTrack['format'];
}
