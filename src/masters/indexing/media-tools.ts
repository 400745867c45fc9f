/** What indexing needs from a decoder and a demuxer. The encoder implements it; nothing here depends on ffmpeg. */
import type { ByteSource, Master } from '../../stores/index.js';
import type { Colour, IgnoredTrack, SampleTable, TransportDescription } from '../../tracks/index.js';

/** The part of a track that is needed to decode its first samples. */
export interface DecodableTrack {
  readonly kind: 'video' | 'audio';
  /** Index into `MasterIndex.files` of the file that holds the samples. */
  readonly file: number;
  readonly timescale: number;
  readonly sampleDescription: Uint8Array;
  readonly matroskaHeader?: Uint8Array;
  readonly transport?: TransportDescription;
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

/** A stream of a master that has a copy. */
export interface RemuxedStream {
  /** Its index in the master, counted from 0 over all of its streams. */
  readonly id: number;
  readonly kind: 'video' | 'audio';
  /** ffmpeg's name of the codec that the master has it in. */
  readonly codec: string;
  /** Whether a player that knows no preference plays it. */
  readonly isEnabled: boolean;
  /** The time in the copy at which the master begins, in seconds. */
  readonly startSeconds: number;
  /** When a decoder returns the first frame, in seconds from there. Only of video whose container has no presentation times. */
  readonly firstFrameSeconds?: number;
}

/** The copy of one stream, in a container that is read in place. */
export interface RemuxedFile {
  readonly path: string;
  readonly kind: 'movie' | 'matroska';
  readonly stream: RemuxedStream;
}

/** What was made of a master. */
export interface RemuxedMaster {
  /** Video in order of preference, then audio in the master's order. */
  readonly files: readonly RemuxedFile[];
  /** The streams that have no copy. */
  readonly ignored: readonly IgnoredTrack[];
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
   * Remuxes the audio and video of a local file into `folder`, each stream into a file of its own.
   * @param container as `sniffContainer` names it.
   * @throws OnplayError when the file cannot be read or copied, or the copy would exceed the configured limit.
   */
  remux(
    master: Pick<Master, 'size' | 'open'>,
    container: string,
    folder: string,
    context: RemuxContext,
  ): Promise<RemuxedMaster>;
}
