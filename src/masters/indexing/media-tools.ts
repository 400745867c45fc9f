/** What the index needs of a decoder and a demuxer. The encoder room provides it; this room knows no ffmpeg. */
import type { ByteSource, Master } from '../stores/store.js';
import type { Colour, SampleTable } from '../track.js';

/** Enough of a track to decode its first samples. */
export interface DecodableTrack {
  readonly kind: 'video' | 'audio';
  /** Which of the index's files holds the samples. */
  readonly file: number;
  readonly timescale: number;
  readonly sampleDescription: Uint8Array;
  readonly quickTime: boolean;
  readonly samples: SampleTable;
}

/** What a decoder found in the first pictures of a track. */
export interface VideoFacts {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: string;
  readonly pixelAspectRatio?: { readonly horizontal: number; readonly vertical: number };
  readonly colour: Colour;
  readonly interlaced: boolean;
  /** Whether a B-frame was among the first frames. */
  readonly bidirectional: boolean;
}

export interface AudioFacts {
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** Decoded from each of the first frames; 0 where it differs. Not of uncompressed sound. */
  readonly samplesPerFrame: number;
  /** How many frames most of the first samples hold; absent for codecs whose samples cannot be split into frames. */
  readonly framesPerSample?: number;
}

/** A file made by stream copy: an MP4 or MOV, or an IVF for codecs that no MP4 can hold. */
export interface RemuxedFile {
  readonly path: string;
  readonly kind: 'movie' | 'ivf';
  /** As the original container said, where the copy cannot. */
  readonly pixelAspectRatio?: { readonly horizontal: number; readonly vertical: number };
}

export interface RemuxContext {
  /** Stops the copying. */
  readonly signal: AbortSignal;
  /** Told again and again how much is copied: 0 to 1. Must not throw. */
  readonly onProgress?: (share: number) => void;
}

export interface MediaTools {
  /** @throws OnplayError `master_codec_unsupported` or `master_damaged` when nothing can be decoded. */
  decodeVideo(track: DecodableTrack, source: ByteSource, signal: AbortSignal): Promise<VideoFacts>;
  decodeAudio(track: DecodableTrack, source: ByteSource, signal: AbortSignal): Promise<AudioFacts>;
  /**
   * Copies the audio and video of a local file, whose container is known, into files in `folder`.
   * @throws OnplayError when it cannot be read or copied, or would be larger than the configured limit.
   */
  remux(
    master: Pick<Master, 'size' | 'open'>,
    container: string,
    folder: string,
    context: RemuxContext,
  ): Promise<readonly RemuxedFile[]>;
}
