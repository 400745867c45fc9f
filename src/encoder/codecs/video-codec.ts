/** What depends on the codec of video: in a rendition that is encoded, and in a master that is in the same codec. */

import type { SampleEntry } from '../../packager/index.js';
import type { VideoTrack } from '../../tracks/index.js';
import type { VideoRendition } from '../rendition.js';

/** What a decoder must be capable of. */
export type StreamDemands = Pick<
  VideoRendition,
  'width' | 'height' | 'frameRate' | 'maxBitrate' | 'bufferSize'
>;

/** Constant rate factor and cap in bit/s for a size. */
interface Rate extends Pick<VideoRendition, 'crf' | 'maxBitrate'> {
  /** In pixels. */
  readonly shorterSide: number;
}

export interface VideoCodec {
  /** For 16:9 at up to 30 frames a second, ascending; sizes between two get what is between. */
  readonly rates: readonly [Rate, ...Rate[]];
  /** How full the encoder's buffer model is before the first frame, from 0 to 1: a chunk may spend that beyond the cap. */
  readonly initialFullness: number;
  /** The lowest level that allows the stream, as in `VideoRendition.level`. */
  level(demands: StreamDemands): number;
  /** RFC 6381 `codecs` parameter of a stream that `arguments` encodes at this level. */
  codecsString(level: number): string;
  /** ffmpeg's encoder and its options. With the frames' size and colour they determine the decoder configuration. */
  arguments(rendition: VideoRendition): readonly string[];
  /** The decoder configuration record in the encoder's output, without which the output is unusable. */
  configuration(entry: SampleEntry): Uint8Array | undefined;
  /** The sample entry of an init segment (ISO/IEC 14496-12 12.1.3). */
  sampleEntry(rendition: VideoRendition, configuration: Uint8Array): Uint8Array;

  /** Options of ffmpeg's decoder. */
  readonly decoderArguments: readonly string[];
  /**
   * Returns a test whether a sample is non-reference, that is whether no other needs it to be decoded; undefined where the
   * track's samples do not tell.
   */
  nonReferenceTest(track: VideoTrack): ((sample: Uint8Array) => boolean) | undefined;
  /** The stream as players see it, if all that play the codec play it; else undefined. */
  playable(track: VideoTrack): Pick<VideoRendition, 'codecs' | 'level'> | undefined;
  /**
   * The decoder configuration record of a master's track.
   * @throws OnplayError `segment_invalid` if it has none.
   */
  sourceConfiguration(track: VideoTrack): Uint8Array;
  /**
   * The samples of a segment that is copied from a master, so that the first can be decoded after any init segment.
   * @throws OnplayError `segment_invalid` for a sample that is not in the codec's format.
   */
  copied(track: VideoTrack, samples: readonly Uint8Array[]): readonly Uint8Array[];
  /** By how many bytes `copied` makes the first sample longer. @throws OnplayError as `sourceConfiguration`. */
  copiedHeaderBytes(track: VideoTrack): number;
}
