/** The encodes behind segments, run by ffmpeg; and a wrapper that counts them. */
import {
  type AudioSegmentRequest,
  copyAudioSegment,
  copyVideoSegment,
  type EncodedSegment,
  type EncoderSettings,
  encodeAudioSegment,
  encodeParameterSets,
  encodeVideoSegment,
  type FramesRequest,
  type VideoRendition,
  type VideoSegmentRequest,
} from '../encoder/index.js';
import type { ByteSource } from '../masters/index.js';
import { OnplayError } from '../shared/errors.js';
import type { Metrics } from '../shared/metrics.js';

export interface SegmentEncoder {
  /** The content of each rendition's `avcC` box. */
  parameterSets(renditions: readonly VideoRendition[], signal: AbortSignal): Promise<Uint8Array[]>;
  video(request: VideoSegmentRequest, source: ByteSource, signal: AbortSignal): Promise<EncodedSegment>;
  /** Segments of renditions with `passthrough`, copied from the master without an encode. */
  copyVideo(request: FramesRequest, source: ByteSource): Promise<EncodedSegment>;
  copyAudio(request: AudioSegmentRequest, source: ByteSource): Promise<EncodedSegment>;
  audio(request: AudioSegmentRequest, source: ByteSource, signal: AbortSignal): Promise<EncodedSegment>;
}

/** Returns an encoder whose encodes run in ffmpeg processes under the settings' limits. */
export function ffmpegEncoder(settings: EncoderSettings): SegmentEncoder {
  return {
    parameterSets: (renditions, signal) => encodeParameterSets(settings, renditions, signal),
    video: (request, source, signal) => encodeVideoSegment(settings, request, source, signal),
    copyVideo: copyVideoSegment,
    copyAudio: copyAudioSegment,
    audio: (request, source, signal) => encodeAudioSegment(settings, request, source, signal),
  };
}

/** Wraps an encoder so that each encode is timed, and counted by kind and outcome; copies are not. */
export function countedEncoder(
  encoder: SegmentEncoder,
  metrics: Pick<Metrics, 'encodes' | 'encodeSeconds'>,
): SegmentEncoder {
  const counted = async <T>(kind: 'video' | 'audio' | 'init', encode: () => Promise<T>): Promise<T> => {
    const stop = metrics.encodeSeconds.startTimer();
    try {
      const encoded = await encode();
      metrics.encodes.inc({ kind, outcome: 'ok' });
      return encoded;
    } catch (error) {
      const cancelled = error instanceof OnplayError && error.code === 'encode_cancelled';
      metrics.encodes.inc({ kind, outcome: cancelled ? 'cancelled' : 'failed' });
      throw error;
    } finally {
      stop();
    }
  };
  return {
    parameterSets: (renditions, signal) => counted('init', () => encoder.parameterSets(renditions, signal)),
    video: (request, source, signal) => counted('video', () => encoder.video(request, source, signal)),
    copyVideo: encoder.copyVideo,
    copyAudio: encoder.copyAudio,
    audio: (request, source, signal) => counted('audio', () => encoder.audio(request, source, signal)),
  };
}
