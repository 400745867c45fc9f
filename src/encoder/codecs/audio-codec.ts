/** What depends on the codec of audio: in a rendition that is encoded, and in a master that is in the same codec. */
import type { AAC_FRAME_SAMPLES } from '../../masters/index.js';
import type { AudioTrack } from '../../tracks/index.js';
import type { AudioRendition } from '../rendition.js';

export interface AudioCodec {
  /** RFC 6381 `codecs` parameter. */
  readonly codecsString: string;
  /** PCM samples per channel in a frame. The segment map is cut in frames of this length: `audioFramesOf` knows no other. */
  readonly frameSamples: typeof AAC_FRAME_SAMPLES;
  /** ffmpeg's encoder and its options other than bitrate, sample rate and channels. */
  readonly arguments: readonly string[];
  /** Frames encoded before a segment and dropped, so that the encoder's state at the join matches that of a longer encode. */
  readonly preRollFrames: number;
  /** Frames encoded after a segment and dropped, because a frame depends on what comes after it. */
  readonly postRollFrames: number;
  /** Packets of the encoder before that of the first frame. */
  readonly primingPackets: number;
  /** The encoder writes at most `bitrate * (factor * s + reserveSeconds)` bits for a stretch of `s` seconds. */
  readonly overshoot: { readonly factor: number; readonly reserveSeconds: number };
  /** The decoder configuration of a rendition. @throws OnplayError `packaging_impossible` for a rate or channels it lacks. */
  configuration(rendition: AudioRendition): Uint8Array;
  /** The sample entry of an init segment (ISO/IEC 14496-12 12.2.3). @param bitrate in bit/s. */
  sampleEntry(rendition: AudioRendition, bitrate: number, configuration: Uint8Array): Uint8Array;

  /** A frame of silence. */
  readonly silentFrame: Uint8Array;
  /** Whether a decoder of the rendition decodes the master's samples. */
  isPlayable(track: AudioTrack, rendition: AudioRendition): boolean;
  /** The first frame of a master's track, without what would make a player skip it. */
  firstFrame(frame: Uint8Array): Uint8Array;
}
