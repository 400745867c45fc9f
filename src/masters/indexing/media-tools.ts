/** What indexing needs from a decoder and a demuxer. The encoder implements it; nothing here depends on ffmpeg. */
import type { ByteSource, Master } from '../stores/store.js';
import type { Colour, SampleTable } from '../track.js';

/** The part of a track that is needed to decode its first samples. */
export interface DecodableTrack {
  readonly kind: 'video' | 'audio';
  /** Index into `MasterIndex.files` of the file that holds the samples. */
  readonly file: number;
  readonly timescale: number;
  readonly sampleDescription: Uint8Array;
  readonly matroskaHeader?: Uint8Array;
  readonly quickTime: boolean;
  readonly samples: SampleTable;
}

/** What the decoder found in the first frames of a video track. */
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

/** What the decoder found in the first frames of an audio track. */
export interface AudioFacts {
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** PCM samples per channel that each of the first frames decodes to; 0 where that differs, and for uncompressed audio. */
  readonly samplesPerFrame: number;
  /** Frames in most of the first samples; absent for codecs whose samples cannot be split into frames. */
  readonly framesPerSample?: number;
}

/** A file written by stream copy: MP4 or MOV, or IVF for codecs that MP4 cannot hold. */
export interface RemuxedFile {
  readonly path: string;
  readonly kind: 'movie' | 'ivf';
  /** From the original container, where the copy cannot store it. */
  readonly pixelAspectRatio?: { readonly horizontal: number; readonly vertical: number };
}

export interface RemuxContext {
  /** Aborts the remuxing. */
  readonly signal: AbortSignal;
  /** Called repeatedly with the share that is copied, 0 to 1. Must not throw. */
  readonly onProgress?: (share: number) => void;
}

export interface MediaTools {
  /** @throws OnplayError `master_codec_unsupported` or `master_damaged` when nothing can be decoded. */
  decodeVideo(track: DecodableTrack, source: ByteSource, signal: AbortSignal): Promise<VideoFacts>;
  decodeAudio(track: DecodableTrack, source: ByteSource, signal: AbortSignal): Promise<AudioFacts>;
  /**
   * Remuxes the audio and video of a local file into files in `folder`.
   * @param container as `sniffContainer` names it.
   * @throws OnplayError when the file cannot be read or copied, or the copy would exceed the configured limit.
   */
  remux(
    master: Pick<Master, 'size' | 'open'>,
    container: string,
    folder: string,
    context: RemuxContext,
  ): Promise<readonly RemuxedFile[]>;
}
