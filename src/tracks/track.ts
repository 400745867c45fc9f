/**
 * The tracks of a master as plain values: what the index contains and the other rooms read.
 *
 * Times are whole ticks of the track's `timescale` on the *presentation timeline*: edit lists are applied, and the
 * earliest presented sample of all tracks is at 0.
 */

import type { CaptionServices } from '../bitstream/index.js';
import type { Colour } from '../isobmff/index.js';

/** Samples of one track in decode order, one array element per sample. */
export interface SampleTable {
  readonly count: number;
  /** Byte offset of each sample in its file. */
  readonly offsets: Float64Array;
  /** Size of each sample in bytes. */
  readonly sizes: Uint32Array;
  /**
   * Presentation time of each sample in ticks; may be fractional for audio. Negative or beyond the end for samples that an
   * edit hides.
   */
  readonly times: Float64Array;
  /**
   * 1 for a sync sample (ISO 14496-12 8.6.2), else 0. Of video, by the bitstream: 1 if the sample and all that is presented after
   * it can be decoded from it on.
   */
  readonly sync: Uint8Array;
  /** Sample description of each sample, counted from 1; absent when all samples use the first. */
  readonly descriptions?: Uint8Array;
  /** What every sample begins with and the file does not have: there it is shorter than its size by so much. */
  readonly prefix?: Uint8Array;
  /** Present for a transport stream, in which packets of other streams and headers lie between the bytes of a sample. */
  readonly packets?: TransportPackets;
}

/** Where the packets are that a track's samples are in. */
export interface TransportPackets {
  /** From each `start` on, they have this PID; ascending. */
  readonly pids: readonly { readonly start: number; readonly pid: number }[];
  /** From each `start` on, a packet begins every `stride` bytes, up to the next; ascending. */
  readonly grids: readonly { readonly start: number; readonly stride: number }[];
}

export type { CaptionServices, Colour };

/** What makes decoded frames upright: mirrored left to right first, then rotated clockwise by `rotation` degrees. */
export interface Orientation {
  readonly mirrored: boolean;
  readonly rotation: 0 | 90 | 180 | 270;
}

/** Frames of which each repairs a part, until all is right (ITU-T H.264 D.2.8): intra refresh. */
export interface GradualRefreshes {
  /** Samples with which decoding begins, ascending. */
  readonly starts: Uint32Array;
  /** For each the sample from which on frames are right, in decoding and in presentation order. */
  readonly ends: Uint32Array;
}

/** How a track of a transport stream is described in one of its own. */
export interface TransportDescription {
  /** Its beginning, up to the first PES packet: PAT and PMT. */
  readonly header: Uint8Array;
  /** Of its PES packets (ISO/IEC 13818-1 2.4.3.7). */
  readonly streamId: number;
  /** What decoding has to begin with, if an access unit does not have it. */
  readonly parameterSets?: ParameterSets;
}

/** Parameter sets, which a decoder needs and a stream need not repeat where decoding begins. */
export interface ParameterSets {
  readonly codec: 'h264' | 'hevc';
  /** NAL units, each after a start code. */
  readonly bytes: Uint8Array;
}

interface TrackBase {
  /** Index of the track in the master, counted from 0 over all its tracks. */
  readonly id: number;
  /** Index into `MasterIndex.files` of the file that holds the samples. */
  readonly file: number;
  /** ffmpeg's name of the codec, such as `h264`, `aac`, `pcm_s16le`. */
  readonly codec: string;
  /** Ticks per second. */
  readonly timescale: number;
  /** The presented range [start, end) in ticks; `start` is at least 0. */
  readonly start: number;
  readonly end: number;
  readonly samples: SampleTable;
  /**
   * The whole `stsd` box as it is in the master, or would be (ISO 14496-12 8.5.2); empty where there is a `matroskaHeader` or a
   * `transport`.
   */
  readonly sampleDescription: Uint8Array;
  /** The beginning of a Matroska file of this track alone, up to its frames, where MP4 has no description of the codec. */
  readonly matroskaHeader?: Uint8Array;
  /** Present for a track of a transport stream. */
  readonly transport?: TransportDescription;
  /** Whether sample entries follow QuickTime (sound description versions 1 and 2). */
  readonly quickTime: boolean;
}

/** What decoded pictures are. */
export interface VideoFormat {
  /** ffmpeg's name of the codec. */
  readonly codec: string;
  /** Decoded size in pixels, before orientation and before the pixel aspect ratio is applied. */
  readonly width: number;
  readonly height: number;
  readonly pixelAspectRatio: { readonly horizontal: number; readonly vertical: number };
  readonly colour: Colour;
  readonly pixelFormat: string;
  readonly bitDepth: number;
  readonly interlaced: boolean;
}

/** Consecutive frames of one format, up to the next part. */
export interface VideoPart {
  /** In presentation order. */
  readonly firstFrame: number;
  /** The sample description of its samples, counted from 1. */
  readonly description: number;
  readonly format: VideoFormat;
}

/** Frames of video whose presentation times are not those of their samples, as runs of consecutive ones. */
export interface FrameRuns {
  /** The first frame of each run, an index into `VideoTrack.frames`; ascending from 0. */
  readonly firsts: Uint32Array;
  /** In each run, a frame is presented at (its sample's time / rate + shift), rounded to a tick. */
  readonly rates: Float64Array;
  readonly shifts: Float64Array;
}

/** A stretch of an audio track's media, and when it is presented. */
export interface AudioPiece {
  /** Presented range [start, end) in ticks. */
  readonly start: number;
  readonly end: number;
  /** The time among those of `samples` with which it begins. */
  readonly mediaStart: number;
  /** Seconds of media in a second. */
  readonly rate: number;
}

/** The track's own format is that of most of its duration. */
export interface VideoTrack extends TrackBase, VideoFormat {
  readonly kind: 'video';
  readonly orientation: Orientation;
  /**
   * The file stores decode times as presentation times although frames are reordered. Only the times of sync samples are
   * reliable, so segments are cut nowhere else.
   */
  readonly orderUnknown: boolean;
  /** The longest time from one frame to the next of the same run, in ticks; 0 for a single frame. */
  readonly longestFrame: number;
  /** Sync samples from which all that is decoded later can be, ascending; absent where that was not examined. */
  readonly independent?: Uint32Array;
  /** Where decoding may begin although the first frames are not right; absent where there is no such place. */
  readonly refreshes?: GradualRefreshes;
  /** Presented frames in presentation order, each an index into `samples`. */
  readonly frames: Uint32Array;
  /** Absent where each frame is presented once, at the time of its sample; see `frameTime`. */
  readonly runs?: FrameRuns;
  /** At least two; absent for a track of one format. */
  readonly parts?: readonly VideoPart[];
  /** The format is another now and then, and it is not known where. */
  readonly varying?: true;
  /** Captions of CEA-608 and CEA-708 in the frames; absent where none were found. */
  readonly captions?: CaptionServices;
}

export interface AudioTrack extends TrackBase {
  readonly kind: 'audio';
  /** Of the decoded audio, in Hz. */
  readonly sampleRate: number;
  /** Codec frames in most samples; with more than 1, samples are split before they are decoded. */
  readonly framesPerSample: number;
  readonly channels: number;
  /** Channels and sample rate are others now and then, and it is not known where. */
  readonly varying?: true;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** The handler's name if it is meaningful to a viewer, else empty. */
  readonly name: string;
  /** The master's `track_enabled` flag (ISO 14496-12 8.3.2). */
  readonly enabled: boolean;
  /** Absent where all audio from `start` to `end` is presented at the times of its samples. Ascending, none overlapping. */
  readonly pieces?: readonly AudioPiece[];
}

/** A track of the master that is not played, and the reason. */
export interface IgnoredTrack {
  readonly id: number;
  readonly kind: string;
  readonly codec: string;
  readonly reason: string;
}
