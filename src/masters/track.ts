/**
 * The plain values that describe one master: what the index holds and what every other room reads.
 *
 * Times are whole ticks of the track's `timescale` on the *presentation timeline*: edit lists are applied and
 * the earliest presented sample of all tracks is at 0.
 */

/** Samples of one track in decode order, one array element per sample. */
export interface SampleTable {
  readonly count: number;
  /** Byte offset of each sample in its file. */
  readonly offsets: Float64Array;
  /** Size of each sample in bytes. */
  readonly sizes: Uint32Array;
  /**
   * Presentation time of each sample in ticks, for sound perhaps with a fraction; negative or beyond the end for samples
   * that an edit hides.
   */
  readonly times: Float64Array;
  /** 1 where decoding can start (ISO 14496-12 8.6.2 sync sample), else 0. */
  readonly sync: Uint8Array;
  /** Sample description of each sample, counted from 1; absent where the track has but one. */
  readonly descriptions?: Uint8Array;
}

/** Colour description with the code points of ISO/IEC 23091-2; 2 means unspecified. */
export interface Colour {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
}

/** How the decoded picture must be turned to be upright: mirrored left to right first, then rotated clockwise. */
export interface Orientation {
  readonly mirrored: boolean;
  readonly rotation: 0 | 90 | 180 | 270;
}

interface TrackBase {
  /** Place in the master, counted from 0 over all its tracks. */
  readonly id: number;
  /** Which of the index's files holds the samples. */
  readonly file: number;
  /** The codec by ffmpeg's name, as `h264`, `aac`, `pcm_s16le`. */
  readonly codec: string;
  /** Ticks per second. */
  readonly timescale: number;
  /** First presented tick (≥ 0) and the end of the last presented sample. */
  readonly start: number;
  readonly end: number;
  readonly samples: SampleTable;
  /** The whole `stsd` box as it is in the master (ISO 14496-12 8.5.2). */
  readonly sampleDescription: Uint8Array;
  /** Whether sample entries are to be read as QuickTime's (sound description versions 1 and 2). */
  readonly quickTime: boolean;
}

export interface VideoTrack extends TrackBase {
  readonly kind: 'video';
  /** Decoded size in pixels, before orientation and before the pixel aspect ratio is applied. */
  readonly width: number;
  readonly height: number;
  readonly pixelAspectRatio: { readonly horizontal: number; readonly vertical: number };
  readonly orientation: Orientation;
  readonly colour: Colour;
  readonly pixelFormat: string;
  readonly bitDepth: number;
  readonly interlaced: boolean;
  /**
   * The file gives decode times for presentation times though frames are reordered: which frame is when is known only
   * from one sync sample to the next, so segments are cut nowhere else.
   */
  readonly orderUnknown: boolean;
  /** The longest time from one frame to the next, in ticks; 0 for a single frame. */
  readonly longestFrame: number;
  /** Sync samples that need nothing of what comes before them, ascending; absent where that was not looked at. */
  readonly independent?: Uint32Array;
  /** Frames in presentation order, each an index into `samples`; hidden samples are not in it. */
  readonly frames: Uint32Array;
}

export interface AudioTrack extends TrackBase {
  readonly kind: 'audio';
  /** Of the decoded sound, in Hz. */
  readonly sampleRate: number;
  /** How many codec frames a sample usually holds; with more than 1, samples are split before they are decoded. */
  readonly framesPerSample: number;
  readonly channels: number;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** The handler's name where it says something, else empty. */
  readonly name: string;
  /** Whether the master marks it as the one to play. */
  readonly enabled: boolean;
}

/** A track that is in the master and is not played, and why. */
export interface IgnoredTrack {
  readonly id: number;
  readonly kind: string;
  readonly codec: string;
  readonly reason: string;
}
